#include <ws/webhook/delivery_store.hpp>

#include <deque>
#include <map>
#include <unordered_map>
#include <utility>

namespace ws::webhook
{
namespace
{

/// What is remembered of one provider.
class processed_deliveries
{
public:
    [[nodiscard]] result<delivery_record> look_up(const delivery& d, std::size_t capacity) const
    {
        delivery_record record = delivery_record::unknown;
        for (const std::string& key : d.keys)
        {
            const auto seen = bodies_.find(key);
            if (seen == bodies_.end())
                continue;
            if (seen->second != d.body)
                return delivery_record::other;
            record = delivery_record::same;
        }
        if (record == delivery_record::unknown && bodies_.size() + d.keys.size() > capacity)
            return errc::unavailable;
        return record;
    }

    void add(const delivery& d, steady_time until)
    {
        for (const std::string& key : d.keys)
        {
            const auto [added, is_new] = bodies_.emplace(key, d.body);
            if (is_new) // else processed twice at once, after a lease ran out: the first one's time holds
                order_.emplace_back(until, &added->first);
        }
    }

    void forget_expired(steady_time now)
    {
        while (!order_.empty() && order_.front().first <= now)
        {
            bodies_.erase(bodies_.find(*order_.front().second));
            order_.pop_front();
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return bodies_.size(); }

private:
    std::unordered_map<std::string, codec::sha256_digest> bodies_; ///< by key
    /// When each may go, oldest first; its key is the one in bodies_.
    std::deque<std::pair<steady_time, const std::string*>> order_;
};

class memory_delivery_store final : public delivery_store
{
public:
    memory_delivery_store(steady_now_fn now, std::size_t capacity) : now_(std::move(now)), capacity_(capacity)
    {
    }

    void find(const delivery& d, find_handler handler) override
    {
        processed_deliveries& known = by_provider_[d.provider];
        known.forget_expired(now_());
        handler(known.look_up(d, capacity_));
    }

    void remember(const delivery& d, remember_handler handler) override
    {
        by_provider_[d.provider].add(d, now_() + kept_for);
        handler({});
    }

    [[nodiscard]] std::size_t count_of(std::string_view provider) const override
    {
        const auto known = by_provider_.find(provider);
        return known == by_provider_.end() ? 0 : known->second.size();
    }

private:
    steady_now_fn now_;
    std::size_t capacity_;                                                 ///< of each provider
    std::map<std::string, processed_deliveries, std::less<>> by_provider_; ///< configured names: few
};

} // namespace

std::unique_ptr<delivery_store> make_memory_delivery_store(steady_now_fn now, std::size_t capacity)
{
    return std::make_unique<memory_delivery_store>(std::move(now), capacity);
}

} // namespace ws::webhook
