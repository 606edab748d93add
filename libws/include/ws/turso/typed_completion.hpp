#pragma once

#include <ws/turso/error.hpp>

#include <boost/asio/associator.hpp>

#include <utility>

namespace ws::turso
{

/// A handler of result<To> where one of result<From> is called: what a typed query
/// puts between the client and its caller. Keeps the caller's executor, allocator and
/// cancellation slot.
template <class From, class To, class Map, class Handler>
class typed_completion
{
public:
    typed_completion(Map map, Handler handler) : map_(std::move(map)), handler_(std::move(handler)) {}

    void operator()(result<From> found)
    {
        if (found)
            std::move(handler_)(map_(std::move(*found)));
        else
            std::move(handler_)(result<To>(std::move(found).error()));
    }

    [[nodiscard]] const Handler& inner() const noexcept { return handler_; }

private:
    Map map_;
    Handler handler_;
};

} // namespace ws::turso

template <
    template <class, class> class Associator, class From, class To, class Map, class Handler, class Default>
struct boost::asio::associator<Associator, ws::turso::typed_completion<From, To, Map, Handler>, Default>
    : Associator<Handler, Default>
{
    static auto get(const ws::turso::typed_completion<From, To, Map, Handler>& h) noexcept
    {
        return Associator<Handler, Default>::get(h.inner());
    }
    static auto get(const ws::turso::typed_completion<From, To, Map, Handler>& h, const Default& d) noexcept
    {
        return Associator<Handler, Default>::get(h.inner(), d);
    }
};
