#pragma once

#include <ws/auth/clerk_keys.hpp>
#include <ws/net/document_fetch.hpp>

#include <string>
#include <string_view>

namespace ws::auth
{

/// What one request for a key set came to.
struct key_fetch_result
{
    token_result<key_set_ptr> keys = token_reason::jwk_remote_failed_to_load;
    std::string failure{};     ///< what went wrong, for people, without a secret
    std::string_view source{}; ///< "backend_api" or "frontend_api"
};

/// The answer of a source. A key set is one that parse_key_set() takes, with status 200:
/// nothing else counts, a redirect neither.
key_fetch_result judge_key_answer(const net::transfer_result& answer);

/// What a refresh came to, with all its attempts.
struct key_refresh_result
{
    key_fetch_result last;             ///< the first success, or the last failure
    bool secret_key_refused = false;   ///< by the Backend API, whoever answered after it
    std::vector<std::string> failures; ///< one of each source that failed, for people
};

/// Carries out refreshes, one at a time.
class clerk_key_fetch
{
public:
    clerk_key_fetch(net::http_client& client, net::waiting_list& pauses, clerk_key_sources sources)
        : fetch_(client, pauses), sources_(std::move(sources))
    {
    }

    [[nodiscard]] bool has_frontend() const noexcept { return !sources_.frontend_url.empty(); }

    /// Asks the sources in their order until one gives keys. After stop() no further
    /// request begins; the one under way is for its canceller to end.
    net::task<key_refresh_result> refresh(bool may_ask_backend);

    void stop() { fetch_.stop(); }

private:
    net::task<key_fetch_result> ask(std::string_view source);
    [[nodiscard]] net::outgoing_request request_to(std::string_view source) const;

    net::document_fetch fetch_;
    clerk_key_sources sources_;
};

} // namespace ws::auth
