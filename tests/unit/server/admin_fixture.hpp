#pragma once

#include "server/admin_routes.hpp"
#include "unit/server/api_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace ws::test
{

/// The routes of the admin API over a real node, without sockets.
class admin_fixture : public api_fixture
{
protected:
    static constexpr const char* admin_key = "key-of-the-operators";
    static constexpr const char* settings = R"({"settings":[]})";

    explicit admin_fixture(const server::edge_settings& edge_settings = {}) : api_fixture(edge_settings)
    {
        server::add_admin_routes(admin_, context_with(admin_keys_));
    }

    struct reply
    {
        unsigned status = 0;
        boost::json::value body;
        net::http_response raw;

        /// The member's value as JSON; "" = there is none.
        [[nodiscard]] std::string at(std::string_view name) const
        {
            const auto* member = body.as_object().if_contains(name);
            return member == nullptr ? std::string() : boost::json::serialize(*member);
        }
        [[nodiscard]] const boost::json::array& list(std::string_view name) const
        {
            return body.at(name).as_array();
        }
        /// What a problem says.
        [[nodiscard]] std::string detail() const { return std::string(body.at("detail").as_string()); }
    };

    /// `target` is below /admin/api and may have a query.
    reply
    ask(std::string method, std::string_view target, std::string body = {},
        std::vector<net::http_header> headers = {
            {"X-API-Key", admin_key}, {"Content-Type", "application/json"}})
    {
        net::http_request request;
        request.method = std::move(method);
        const std::size_t question = std::min(target.find('?'), target.size());
        request.path.append("/admin/api").append(target.substr(0, question));
        request.query = target.substr(std::min(question + 1, target.size()));
        request.headers = std::move(headers);
        request.body = std::move(body);
        request.peer_address = peer_address_;
        const auto found = admin_.find(request.method, request.path);
        if (found.route == nullptr)
            throw std::logic_error("no route " + request.path);
        reply r;
        r.raw = run(io_, found.route->handle(request));
        settle();
        r.status = r.raw.status;
        r.body = boost::json::parse(r.raw.body);
        return r;
    }
    reply get(std::string_view target) { return ask("GET", target); }

    /// A connected client whom the request itself identified.
    fake_connection& connect_as(realtime::identity who, std::string address = "192.0.2.7")
    {
        return connect_with({false, std::move(address)}, std::move(who));
    }
    fake_connection& connect_session(std::string user, std::string session)
    {
        realtime::identity who;
        who.user = std::move(user);
        who.session = std::move(session);
        return connect_as(std::move(who));
    }

    server::admin_context context_with(const auth::api_key_ring& keys)
    {
        return {
            node_,   denials_, keys, admin_uses_, peers_, [this] { return now_; }, {"1.2.3", "test", "abc"},
            settings};
    }

    static std::vector<auth::api_key> all_keys()
    {
        auto keys = configured_keys();
        keys.push_back({"admin", codec::sha256(admin_key), auth::api_scope::admin});
        return keys;
    }

    system_time now_{std::chrono::hours(1000)};
    auth::deny_list denials_;
    auth::api_key_ring admin_keys_{all_keys()};
    server::api_key_uses admin_uses_{all_keys(), [this] { return now_; }};
    net::router admin_;
};

} // namespace ws::test
