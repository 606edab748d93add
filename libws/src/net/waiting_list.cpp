#include <ws/net/waiting_list.hpp>

#include <boost/asio/as_tuple.hpp>

namespace ws::net
{
namespace
{

/// Takes a place out of its list, however the coroutine that has it ends.
template <class List>
class place_holder
{
public:
    place_holder(List& all, typename List::iterator own) : all_(all), own_(own) {}
    ~place_holder() { all_.erase(own_); }
    place_holder(const place_holder&) = delete;
    place_holder& operator=(const place_holder&) = delete;

    typename List::value_type& operator*() { return *own_; }

private:
    List& all_;
    typename List::iterator own_;
};

} // namespace

task<void> waiting_list::wait(std::chrono::milliseconds limit)
{
    place_holder sleeper(sleepers_, sleepers_.emplace(sleepers_.end(), ex_, steady_timer::time_point::max()));
    timer_wheel::timer patience(wheel_, [&sleeper] { (*sleeper).cancel(); });
    patience.schedule_after(limit);
    co_await (*sleeper).async_wait(asio::as_tuple(use_task));
}

void waiting_list::wake_all()
{
    for (auto& sleeper : sleepers_)
        sleeper.cancel();
}

} // namespace ws::net
