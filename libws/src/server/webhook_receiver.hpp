#pragma once

#include "server/clerk_effects.hpp"
#include "server/edge.hpp"
#include "server/fal_key_source.hpp"
#include "server/job_callbacks.hpp"
#include "server/readiness.hpp"
#include "server/repetition_alarm.hpp"
#include "server/webhook_counts.hpp"

#include <ws/net/awaitable.hpp>
#include <ws/net/http_message.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/webhook_settings.hpp>
#include <ws/webhook/delivery_register.hpp>
#include <ws/webhook/delivery_store.hpp>
#include <ws/webhook/provider.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ws::server
{

/// What receiving needs of the rest; all of it outlives the receiver.
struct webhook_context
{
    net::executor ex;
    net::timer_wheel& wheel;
    net::http_client& outgoing;
    realtime::node& node;
    auth::deny_list& denials;
    auth::permission_changes& permission_changes;
    const readiness& ready;
    edge& front;
    job_store& jobs;
    std::vector<std::string> user_namespaces; ///< one user's channels, with a history each
    auth::hmac_token_options job_tokens;      ///< of callback URLs
    now_fn now;
    steady_now_fn steady_now;
};

/// A configured sender, its keys read.
struct webhook_sender
{
    std::string name;
    webhook::provider check;
    repetition_alarm wrong_signatures{};
    repetition_alarm far_timestamps{};
};

/// Takes deliveries: verifies the exact bytes, lets each take effect once, and answers
/// what its sender should know. Belongs to the shard's thread.
class webhook_receiver
{
public:
    /// What was found out about a delivery, for its answer and for the log.
    struct finding
    {
        webhook::verdict outcome = webhook::verdict::ok;
        bool verified = false; ///< it is its sender's; `id` is not proven otherwise
        std::string id{};
        std::string type{};
        /// Of its timestamp; only where the signature holds, whether or not the tolerance does.
        std::optional<std::chrono::seconds> age{};
    };

    webhook_receiver(const webhook_settings& settings, webhook_context context);

    /// What can be said before the body is read.
    std::optional<net::http_response> refuse(webhook_sender& from, const net::http_request& request);

    net::task<net::http_response> receive(webhook_sender& from, const net::http_request& request);

    /// The answer to a delivery that ends here, counted and logged. What could be a stranger's
    /// is charged to its address: 429 once that has none left. A delivery that verified is not.
    net::http_response end(webhook_sender& from, const net::http_request& request, finding found);

    /// Asks other servers no more. Returns when nothing is under way; destroy it only
    /// after this and the end of what it receives.
    net::task<void> stop() { return fal_keys_.stop(); }

    [[nodiscard]] const webhook_counts& counts() const noexcept { return counts_; }
    [[nodiscard]] const webhook::delivery_store& remembered() const noexcept { return *store_; }

private:
    net::task<webhook::verdict> judge(webhook_sender& from, const net::http_request& request, finding& found);
    net::task<webhook::verification> verify(webhook_sender& from, const webhook::delivery_request& arrived);
    net::task<webhook::verdict> take_effect(
        const webhook_sender& from, const net::http_request& request, const boost::json::value& parsed,
        const std::string& event_id);
    /// How long to wait where the address of this failure has none left.
    std::optional<std::chrono::seconds> charge(const net::http_request& request);
    void raise_alarms(webhook_sender& from, const finding& found);

    webhook_context context_;
    fal_key_source fal_keys_;
    clerk_effects clerk_;
    job_callbacks jobs_;
    std::unique_ptr<webhook::delivery_store> store_;
    webhook::delivery_register register_;
    webhook_counts counts_;
};

} // namespace ws::server
