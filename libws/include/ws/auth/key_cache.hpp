#pragma once

#include <ws/auth/key_set.hpp>
#include <ws/auth/token_reason.hpp>
#include <ws/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

/// When to fetch an issuer's keys, and what to answer without them. Decides only:
/// whoever drives it does the fetching, the waiting and the clock.
namespace ws::auth
{

struct key_cache_options
{
    std::chrono::seconds fresh{5 * 60};           ///< a younger set is used without a question
    std::chrono::seconds refresh_ahead{4 * 60};   ///< from this age on, refresh in the background
    std::chrono::seconds max_stale{24 * 60 * 60}; ///< an older set is not used at all
    std::chrono::seconds alarm_after{15 * 60};    ///< age at which failing refreshes are alarming
    std::chrono::seconds settled{30};             ///< a younger set is taken to be complete
    std::chrono::seconds refresh_interval{30};    ///< one refresh in that time …
    int refresh_burst = 2;                        ///< … and so many at once after a rest
    std::chrono::seconds unknown_id_memory{60};   ///< how long an id stays known as unknown
    std::size_t max_unknown_ids = 1024;
    std::chrono::seconds refused_secret_pause{60}; ///< no question to the Backend API in that time
    /// Whether there is a source beside the Backend API, so that a refused secret
    /// key does not end all refreshing.
    bool has_other_source = false;
};

/// How long a request waits for a refresh before it asks again.
inline constexpr std::chrono::seconds key_wait_limit{3};

/// One token's way through the cache: make one, then ask() with it until the
/// answer is final.
class key_request
{
public:
    explicit key_request(std::optional<std::string> key_id) : key_id_(std::move(key_id)) {}

    /// The token's signature does not hold under the keys of the last answer; ask again.
    void signature_failed() noexcept { signature_failed_ = true; }
    [[nodiscard]] bool has_failed() const noexcept { return signature_failed_; }

private:
    friend class key_cache;
    std::optional<std::string> key_id_;
    std::optional<std::uint64_t> tried_load_;    ///< which set the last answer held
    std::optional<std::uint64_t> waiting_since_; ///< sets loaded when it began to wait: it waits once
    bool signature_failed_ = false;
};

/// What to do with a token now.
struct key_answer
{
    enum class action : std::uint8_t
    {
        use,    ///< verify with `keys`; on a wrong signature tell the request and ask again
        wait,   ///< until the refresh ends, at most key_wait_limit; then ask again
        refuse, ///< with `reason`
    };

    action what = action::refuse;
    /// Begin a refresh now, whatever the action, and report its end.
    bool start_refresh = false;
    key_set_ptr keys;
    token_reason reason = token_reason::jwk_remote_failed_to_load;
};

/// What an operator should hear about.
enum class key_alarm : std::uint8_t
{
    none,
    no_keys,            ///< nothing to verify with, and the last refresh failed
    stale_keys,         ///< refreshes fail, and the set is old
    secret_key_refused, ///< the Backend API refused CLERK_SECRET_KEY
};

/// The policy: a fresh set is used; an old one is replaced first, but used on when
/// that fails, until it is too old. An unknown id, or a wrong signature under a set
/// that has aged, waits for one refresh, because keys rotate. Refreshes are few
/// (one at a time, a budget for the whole process) whatever strangers send. While
/// the source fails, "unknown" is never answered as final.
///
/// Each start_refresh is answered by exactly one of refresh_succeeded() and
/// refresh_failed(). Not thread safe: one strand, or a lock around each call.
class key_cache
{
public:
    explicit key_cache(key_cache_options options) : options_(options) {}

    /// The next step for this token. A request waits at most once, and is told to
    /// use a set a second time only if that was loaded since, so a loop around it ends.
    key_answer ask(key_request& request, steady_time now);

    /// For a timer and for start-up: true when a refresh should begin now because
    /// there are no keys or they are about to be old.
    bool poll(steady_time now);

    /// The set replaces the one before as a whole: a retired key is gone.
    void refresh_succeeded(key_set_ptr keys, steady_time now);

    /// The set before stays. Reasons: jwk_remote_failed_to_load, jwk_remote_invalid
    /// or secret_key_invalid, which a request without any keys is then refused with.
    void refresh_failed(token_reason reason, steady_time now);

    /// The Backend API said that the secret key is invalid: leave it alone for a
    /// while. The refresh itself goes on with the other source, or fails.
    void secret_key_refused(steady_time now);
    [[nodiscard]] bool may_ask_backend(steady_time now) const;

    /// The set in use, or none. For metrics and for answers without a token.
    [[nodiscard]] const key_set_ptr& keys() const noexcept { return keys_; }
    [[nodiscard]] std::optional<std::chrono::nanoseconds> age(steady_time now) const;
    [[nodiscard]] bool refreshing() const noexcept { return refreshing_; }
    [[nodiscard]] key_alarm alarm(steady_time now) const;

private:
    [[nodiscard]] bool usable(steady_time now) const;
    bool begin_refresh(steady_time now);
    key_answer use(key_request& request, bool start_refresh) const;
    std::optional<key_answer> wait_for_refresh(key_request& request, steady_time now);
    key_answer without_keys(key_request& request, steady_time now);
    key_answer with_known_id(key_request& request, steady_time now);
    key_answer with_unknown_id(key_request& request, steady_time now);
    key_answer after_wrong_signature(key_request& request, steady_time now);
    [[nodiscard]] token_reason infrastructure_reason(steady_time now) const;
    [[nodiscard]] bool loaded_since_waiting(const key_request& request) const;
    void remember_unknown(const std::string& key_id, steady_time now);

    key_cache_options options_;
    key_set_ptr keys_;
    steady_time loaded_at_;
    std::uint64_t loads_ = 0; ///< how many sets there have been
    bool refreshing_ = false;
    std::optional<token_reason> failure_;       ///< why the last refresh failed
    std::optional<steady_time> next_refresh_;   ///< GCRA: when the budget will be whole again
    std::optional<steady_time> secret_refused_; ///< when
    std::map<std::string, steady_time, std::less<>> unknown_ids_; ///< until when
};

} // namespace ws::auth
