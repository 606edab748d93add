#include "server/metric_family.hpp"
#include "server/metric_sources.hpp"

#include <ws/auth/token_reason.hpp>

namespace ws::server
{
namespace
{

class auth_metrics final : public prometheus::Collectable
{
public:
    auth_metrics(const auth_counts& counts, const auth::clerk_keys* keys) : counts_(counts), keys_(keys) {}

    std::vector<metric_family> Collect() const override
    {
        std::vector<metric_family> all;
        auto tokens = counter_family("ws_auth_total", "Tokens of clients by what was found.");
        add_sample(tokens, counts_.accepted, {{"result", "ok"}});
        for (std::size_t i = 0; i < counts_.refused.size(); ++i)
            add_sample(
                tokens, counts_.refused[i], {{"result", to_string(static_cast<auth::token_reason>(i))}});
        all.push_back(std::move(tokens));
        add_keys(all);
        return all;
    }

private:
    void add_keys(std::vector<metric_family>& all) const
    {
        auto age = gauge_family("jwks_age_seconds", "Age of the keys that Clerk's tokens are verified with.");
        auto keys = gauge_family("jwks_keys", "Keys that Clerk's tokens are verified with.");
        auto skipped = gauge_family(
            "jwks_skipped_entries", "Entries of the document with these keys that are of no use.");
        auto refreshes = counter_family("jwks_refreshes_total", "Attempts to fetch these keys.");
        if (keys_ != nullptr)
        {
            const auth::clerk_keys_status status = keys_->status();
            if (status.age)
                add_sample(age, std::chrono::duration<double>(*status.age).count());
            add_sample(keys, std::uint64_t{status.keys});
            add_sample(skipped, std::uint64_t{status.skipped_entries});
            add_sample(refreshes, status.refreshes - status.failures, {{"result", "ok"}});
            add_sample(refreshes, status.failures, {{"result", "failed"}});
        }
        all.push_back(std::move(age));
        all.push_back(std::move(keys));
        all.push_back(std::move(skipped));
        all.push_back(std::move(refreshes));
    }

    const auth_counts& counts_;
    const auth::clerk_keys* keys_;
};

} // namespace

metric_source make_auth_metrics(const auth_counts& counts, const auth::clerk_keys* keys)
{
    return std::make_unique<auth_metrics>(counts, keys);
}

} // namespace ws::server
