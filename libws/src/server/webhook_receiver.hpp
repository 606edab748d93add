#pragma once

#include "server/clerk_effects.hpp"
#include "server/edge.hpp"
#include "server/job_callbacks.hpp"
#include "server/readiness.hpp"
#include "server/webhook_counts.hpp"

#include <ws/net/awaitable.hpp>
#include <ws/net/http_message.hpp>
#include <ws/realtime/node.hpp>
#include <ws/server/webhook_settings.hpp>
#include <ws/webhook/delivery_register.hpp>
#include <ws/webhook/delivery_store.hpp>
#include <ws/webhook/provider.hpp>

#include <memory>
#include <optional>

namespace ws::server
{

/// What receiving needs of the rest; all of it outlives the receiver.
struct webhook_context
{
    realtime::node& node;
    auth::deny_list& denials;
    const readiness& ready;
    edge& front;
    job_store& jobs;
    auth::hmac_token_options job_tokens; ///< of callback URLs
    now_fn now;
    steady_now_fn steady_now;
};

/// A configured sender, its keys read.
struct webhook_sender
{
    std::string name;
    webhook::provider check;
};

/// Takes deliveries: verifies the exact bytes, lets each take effect once, and answers
/// what its sender should know. Belongs to the shard's thread.
class webhook_receiver
{
public:
    webhook_receiver(const webhook_settings& settings, webhook_context context);

    /// What can be said before the body is read.
    std::optional<net::http_response> refuse(const webhook_sender& from, const net::http_request& request);

    net::task<net::http_response> receive(const webhook_sender& from, const net::http_request& request);

    /// The answer to a delivery that ends here, counted and logged.
    net::http_response
    end(const webhook_sender& from, const net::http_request& request, webhook::verdict outcome,
        std::string_view id = {});

    [[nodiscard]] const webhook_counts& counts() const noexcept { return counts_; }

private:
    net::task<webhook::verdict> take_effect(
        const webhook_sender& from, const net::http_request& request, const boost::json::value& parsed,
        const std::string& event_id);

    webhook_context context_;
    clerk_effects clerk_;
    job_callbacks jobs_;
    std::unique_ptr<webhook::delivery_store> store_;
    webhook::delivery_register register_;
    webhook_counts counts_;
};

} // namespace ws::server
