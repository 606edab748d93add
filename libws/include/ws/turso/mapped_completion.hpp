#pragma once

#include <boost/asio/associator.hpp>

#include <utility>

namespace ws::turso
{

/// A handler that gets `map` of what it is called with: what a typed query puts between
/// the client and its caller. Keeps the caller's executor, allocator and cancellation slot.
template <class Map, class Handler>
class mapped_completion
{
public:
    mapped_completion(Map map, Handler handler) : map_(std::move(map)), handler_(std::move(handler)) {}

    template <class Given>
    void operator()(Given given)
    {
        std::move(handler_)(map_(std::move(given)));
    }

    [[nodiscard]] const Handler& inner() const noexcept { return handler_; }

private:
    Map map_;
    Handler handler_;
};

} // namespace ws::turso

template <template <class, class> class Associator, class Map, class Handler, class Default>
struct boost::asio::associator<Associator, ws::turso::mapped_completion<Map, Handler>, Default>
    : Associator<Handler, Default>
{
    static auto get(const ws::turso::mapped_completion<Map, Handler>& h) noexcept
    {
        return Associator<Handler, Default>::get(h.inner());
    }
    static auto get(const ws::turso::mapped_completion<Map, Handler>& h, const Default& d) noexcept
    {
        return Associator<Handler, Default>::get(h.inner(), d);
    }
};
