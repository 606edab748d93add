#pragma once

#include <ws/auth/origin.hpp>
#include <ws/net/http_message.hpp>
#include <ws/net/router.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace ws::server
{

/// Whose pages a path of development is for. Programs, which send no Origin, may ask for each.
enum class dev_audience : std::uint8_t
{
    own_pages,  ///< those of this server
    front_ends, ///< those of the configured front ends as well
};

/// Who may ask for the page and the tools of development.
///
/// They make a token for whoever asks, so nobody but the developer must reach them: not a
/// page under a name that its owner lets point to this machine (DNS rebinding), not a page
/// of another origin, nothing that comes through a proxy. Immutable.
class dev_guard
{
public:
    /// `own` are the origins of this server's pages. Patterns among `front_ends` are left
    /// out: a stranger may own a name that fits one.
    dev_guard(std::vector<auth::origin> own, const std::vector<auth::origin>& front_ends);

    /// The answer to a request that may not pass: 421 for a Host that is no loopback name,
    /// 403 for the rest. Nothing lets it pass.
    [[nodiscard]] std::optional<net::http_response>
    refuse(const net::http_request& request, dev_audience audience) const;

private:
    [[nodiscard]] bool admits(const net::http_request& request, dev_audience audience) const;

    auth::origin_list own_;
    auth::origin_list own_and_front_ends_;
};

/// The row, which now answers what the guard lets pass and nothing else; its answers are
/// kept by no cache, and pages that they are for may read them.
net::http_route guarded(dev_guard guard, dev_audience audience, net::http_route route);

/// Whether a proxy has passed the request on: a header of it says so.
bool is_forwarded(const net::http_request& request);

/// Whether a Host header's value is localhost, 127.0.0.1 or [::1], with a port or without.
bool is_loopback_host(std::string_view host);

} // namespace ws::server
