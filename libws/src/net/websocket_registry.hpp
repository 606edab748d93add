#pragma once

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <functional>
#include <utility>

namespace ws::net
{

/// The WebSockets of one server that still exist. Belongs to its shard's
/// thread; must outlive them.
class websocket_registry
{
public:
    class member
        : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::safe_link>>
    {
    public:
        /// Resets the connection. It leaves the registry later.
        virtual void abort() = 0;

    protected:
        ~member() = default;
    };

    /// Called whenever the last one has gone.
    void on_empty(std::function<void()> callback) { on_empty_ = std::move(callback); }

    void add(member& m) { members_.push_back(m); }

    void remove(member& m)
    {
        members_.erase(members_.iterator_to(m));
        if (members_.empty() && on_empty_)
            on_empty_();
    }

    void abort_all()
    {
        for (member& m : members_)
            m.abort();
    }

    [[nodiscard]] std::size_t size() const noexcept { return members_.size(); }

private:
    boost::intrusive::list<member> members_;
    std::function<void()> on_empty_;
};

} // namespace ws::net
