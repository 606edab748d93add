#include "webhook/scoped_key.hpp"

#include <ws/webhook/delivery_store.hpp>

#include <deque>
#include <unordered_map>
#include <utility>

namespace ws::webhook
{
namespace
{

class memory_delivery_store final : public delivery_store
{
public:
    memory_delivery_store(steady_now_fn now, std::size_t capacity) : now_(std::move(now)), capacity_(capacity)
    {
    }

    void find(const delivery& d, find_handler handler) override
    {
        forget_expired(now_());
        handler(look_up(d));
    }

    void remember(const delivery& d, remember_handler handler) override
    {
        const steady_time until = now_() + kept_for;
        for (const std::string& key : d.keys)
        {
            std::string name = scoped_key(d.provider, key);
            if (!bodies_.emplace(name, d.body).second)
                continue; // processed twice at once, after a lease ran out: the first one's time holds
            order_.emplace_back(until, std::move(name));
        }
        handler({});
    }

private:
    [[nodiscard]] result<delivery_record> look_up(const delivery& d) const
    {
        delivery_record record = delivery_record::unknown;
        for (const std::string& key : d.keys)
        {
            const auto seen = bodies_.find(scoped_key(d.provider, key));
            if (seen == bodies_.end())
                continue;
            if (seen->second != d.body)
                return delivery_record::other;
            record = delivery_record::same;
        }
        if (record == delivery_record::unknown && bodies_.size() + d.keys.size() > capacity_)
            return errc::unavailable;
        return record;
    }

    void forget_expired(steady_time now)
    {
        while (!order_.empty() && order_.front().first <= now)
        {
            bodies_.erase(order_.front().second);
            order_.pop_front();
        }
    }

    steady_now_fn now_;
    std::size_t capacity_;
    std::unordered_map<std::string, codec::sha256_digest> bodies_; ///< by scoped_key()
    std::deque<std::pair<steady_time, std::string>> order_;        ///< when each may go, oldest first
};

} // namespace

std::unique_ptr<delivery_store> make_memory_delivery_store(steady_now_fn now, std::size_t capacity)
{
    return std::make_unique<memory_delivery_store>(std::move(now), capacity);
}

} // namespace ws::webhook
