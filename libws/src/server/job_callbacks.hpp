#pragma once

#include "server/job_store.hpp"

#include <ws/auth/hmac_token.hpp>
#include <ws/base/clock.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/realtime/node.hpp>
#include <ws/webhook/job_event.hpp>
#include <ws/webhook/verdict.hpp>

#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace ws::server
{

/// A provider's delivery about one of its jobs, verified; must live until the coroutine has ended.
struct job_callback
{
    using reader = result<webhook::job_event> (*)(const boost::json::value& body);

    const std::string& provider;
    reader read;
    const boost::json::value& body;
    std::string_view query; ///< of the URL it was posted to
    const std::string& event_id;
};

/// Publishes the news of image jobs, in one form whoever runs them.
///
/// Where they belong is what the app's backend registered, or what a token of its own in
/// the callback's URL (`?job=`) says; never what the delivery says. Belongs to the
/// shard's thread.
class job_callbacks
{
public:
    /// Node and store must outlive it. `tokens` are those of subscriptions.
    job_callbacks(realtime::node& node, job_store& jobs, auth::hmac_token_options tokens, now_fn now)
        : node_(node), jobs_(jobs), tokens_(std::move(tokens)), now_(std::move(now))
    {
    }

    /// unknown_job while nobody has registered it; ok also for news that came too late.
    net::task<webhook::verdict> apply(const job_callback& callback);

private:
    struct target
    {
        webhook::verdict outcome = webhook::verdict::ok;
        std::string channel;
    };
    [[nodiscard]] target named_by_token(std::string_view token) const;
    net::task<target> target_of(const job_key& key, std::string_view query);
    net::task<webhook::verdict>
    publish(std::string channel, const webhook::job_event& event, const job_callback& callback);

    realtime::node& node_;
    job_store& jobs_;
    auth::hmac_token_verifier tokens_;
    now_fn now_;
};

} // namespace ws::server
