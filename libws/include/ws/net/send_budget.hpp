#pragma once

#include <boost/intrusive/list.hpp>

#include <cstddef>

namespace ws::net
{

/// Bytes that wait in all outgoing queues of a process, and the limit on them.
///
/// Each queue with bytes is a member; when the total passes the limit, the
/// member with the most bytes is told to give up, until the rest fits. Belongs
/// to one shard's thread.
class send_budget
{
public:
    class member
        : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
    {
    public:
        virtual void on_over_budget() = 0;

    protected:
        ~member() = default;

    private:
        friend class send_budget;
        std::size_t bytes_ = 0;
    };

    explicit send_budget(std::size_t limit_bytes) : limit_(limit_bytes) {}

    /// The member's queue now holds `bytes`; 0 takes it out.
    void set(member& m, std::size_t bytes);

    /// Tells the worst members to give up while the total is over the limit.
    /// Call it after a flush, not from inside a loop over connections.
    void enforce();

    [[nodiscard]] std::size_t total() const noexcept { return total_; }
    [[nodiscard]] std::size_t limit() const noexcept { return limit_; }

private:
    std::size_t limit_;
    std::size_t total_ = 0;
    boost::intrusive::list<member, boost::intrusive::constant_time_size<false>> members_;
};

} // namespace ws::net
