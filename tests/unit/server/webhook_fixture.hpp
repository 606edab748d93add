#pragma once

#include "server/webhook_routes.hpp"
#include "support/fake_http_client.hpp"
#include "unit/realtime/node_fixture.hpp"

#include <ws/codec/base64.hpp>
#include <ws/codec/hmac.hpp>

#include <boost/asio/detached.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::test
{

/// The routes of webhooks over a real node, without sockets, at a time that the test moves.
/// Change `settings` first; everything is made with the first delivery.
class webhook_fixture : public node_fixture
{
protected:
    static inline const std::string hmac_key = "unit-test-secret-of-32-bytes-ok!";
    static inline const std::string whsec = "whsec_" + codec::base64_encode(hmac_key);

    void TearDown() override
    {
        if (receiver_)
        {
            net::asio::co_spawn(io.get_executor(), receiver_->stop(), net::asio::detached);
            settle();
        }
        receiver_.reset();
        node_fixture::TearDown();
    }

    void
    add_provider(std::string name, webhook::provider_options checks, std::size_t max_body_bytes = 256 * 1024)
    {
        settings.providers.push_back({std::move(name), std::move(checks), max_body_bytes});
    }

    /// A provider that signs with whsec.
    void add_standard_provider(std::string name)
    {
        webhook::provider_options checks;
        checks.secrets.emplace_back(whsec);
        add_provider(std::move(name), std::move(checks));
    }

    net::http_response
    post(const std::string& provider, std::vector<net::http_header> headers, std::string body)
    {
        net::http_request request;
        request.method = "POST";
        request.path = "/webhooks/" + provider;
        request.headers = std::move(headers);
        request.body = std::move(body);
        request.peer_address = "203.0.113.9";
        const auto* route = routes().find(request.method, request.path).route;
        if (route == nullptr)
            throw std::logic_error("no route " + request.path);
        if (auto refused = route->refuse(request))
            return *refused;
        std::optional<net::http_response> answer;
        net::asio::co_spawn(
            io.get_executor(), route->handle(request),
            [&answer](const std::exception_ptr&, net::http_response r) { answer = std::move(r); });
        settle();
        while (outgoing.under_way() > 0)
        {
            outgoing.answer(200, published_keys);
            settle();
        }
        return answer.value();
    }

    /// What Svix sends now.
    [[nodiscard]] std::vector<net::http_header>
    signature(const std::string& id, const std::string& body, std::string_view key = hmac_key) const
    {
        const auto seconds =
            std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
        const auto mac = codec::hmac_sha256(key, id + '.' + seconds + '.' + body);
        return {
            {"svix-id", id},
            {"svix-timestamp", seconds},
            {"svix-signature", "v1," + codec::base64_encode(codec::as_view(mac))}};
    }

    /// How many deliveries ended so.
    std::uint64_t count(const std::string& provider, webhook::verdict v)
    {
        const auto& all = receiver_->counts().by_provider;
        const auto found = all.find(provider);
        return found == all.end() ? 0 : found->second[v];
    }

    /// How old the deliveries were whose signature held.
    const histogram& ages(const std::string& provider)
    {
        return receiver_->counts().by_provider.find(provider)->second.age;
    }

    /// How many ids of a provider are remembered.
    std::size_t remembered(const std::string& provider) { return receiver_->remembered().count_of(provider); }

    server::webhook_settings settings;
    server::edge_settings at_the_edge; ///< no limits
    fake_http_client outgoing{io.get_executor()};
    std::string published_keys; ///< what fal's key server answers
    auth::deny_list denials;
    auth::permission_changes changes;
    std::unique_ptr<server::job_store> jobs = server::make_memory_job_store([this] { return steady_now; });

private:
    net::router& routes()
    {
        if (!receiver_)
        {
            front_ = std::make_unique<server::edge>(at_the_edge, [this] { return steady_now; });
            receiver_ = std::make_unique<server::webhook_receiver>(
                settings,
                server::webhook_context{
                    io.get_executor(),
                    wheel,
                    outgoing,
                    node(),
                    denials,
                    changes,
                    ready_,
                    *front_,
                    *jobs,
                    {"mine"},
                    {},
                    [this] { return now; },
                    [this] { return steady_now; }});
            server::add_webhook_routes(table_, settings, *receiver_);
        }
        return table_;
    }

    server::readiness ready_;
    std::unique_ptr<server::edge> front_;
    std::unique_ptr<server::webhook_receiver> receiver_;
    net::router table_;
};

} // namespace ws::test
