#pragma once

#include <ws/auth/membership_key.hpp>
#include <ws/auth/timed_denials.hpp>
#include <ws/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::auth
{

/// How long an ended session or membership stays denied: longer than its last token lives.
inline constexpr std::chrono::minutes session_denial_time{10};

enum class user_denial_kind : std::uint8_t
{
    timed,   ///< until a moment
    banned,  ///< until a later record of the user says otherwise
    deleted, ///< for good
};

struct session_denial
{
    std::string session_id;
    system_time until;
};

struct membership_denial
{
    std::string organization_id;
    std::string user_id; ///< "" = everybody in it
    system_time until;
};

struct user_denial
{
    std::string user_id;
    user_denial_kind kind = user_denial_kind::timed;
    /// timed: when it ends; banned: the `updated_at` of the record that said so.
    system_time time;
};

/// Sessions and users whose tokens are refused although signature and dates hold, and
/// memberships that tokens still name although they have ended.
///
/// Write here first, then close sockets: a reconnect that races the other order
/// slips through. Belongs to one shard; keeps no clock. Sessions and memberships are
/// bounded: when full, the one that would have ended first goes. Users are not: whoever
/// persists them feeds them in again after a restart.
class deny_list
{
public:
    static constexpr std::size_t default_max_entries = 100'000;
    /// Of sessions, and as many of memberships.
    explicit deny_list(std::size_t max_entries = default_max_entries)
        : sessions_(max_entries), memberships_(max_entries)
    {
    }
    deny_list(deny_list&&) = default;
    deny_list& operator=(deny_list&&) = default;

    /// Until that moment, or longer where the session is denied for longer already.
    void deny_session(std::string_view session_id, system_time until, system_time now);

    /// Until that moment, or longer, the user is not taken for a member of the organisation,
    /// whatever a token says. User "" = nobody is: the organisation is gone.
    void deny_membership(
        std::string_view user_id, std::string_view organization_id, system_time until, system_time now);

    /// The same for all sessions of a user. Changes nothing about a ban or deletion.
    void deny_user(std::string_view user_id, system_time until);

    /// The user's record of that `updated_at` is banned. Without effect when a
    /// later record is known to have lifted the ban.
    void ban_user(std::string_view user_id, system_time updated_at);

    /// The user's record of that `updated_at` is not banned: lifts a ban of an
    /// earlier record. A record equally old lifts nothing. Returns whether it did.
    /// Nothing is kept of users who are not on the list, so a ban that arrives after
    /// a later record is for whoever keeps the order of deliveries to drop.
    bool lift_ban(std::string_view user_id, system_time updated_at);

    /// Final: no lift and no later record brings the user back.
    void delete_user(std::string_view user_id);

    /// By an operator's hand: removes the entry whatever its time, but for a
    /// deletion's. A lifted ban returns only with a record later than `now`.
    /// Returns whether there was one.
    bool lift_session(std::string_view session_id, system_time now);
    bool lift_user(std::string_view user_id, system_time now);

    /// The user is a member again. User "" takes back what was said of everybody, and
    /// nothing else. Returns whether there was such an entry.
    bool lift_membership(std::string_view user_id, std::string_view organization_id, system_time now);

    /// Whether a token of this session and user is to be refused. Ask last, after
    /// everything else about the token holds, and again on every refresh.
    [[nodiscard]] bool denies(std::string_view session_id, std::string_view user_id, system_time now) const;

    /// Whether the user counts as no member of the organisation that a token names.
    [[nodiscard]] bool
    denies_membership(std::string_view user_id, std::string_view organization_id, system_time now) const;

    /// At most `limit` entries behind the id `after` ("" = from the start), by id.
    [[nodiscard]] std::vector<session_denial>
    sessions(std::string_view after, std::size_t limit, system_time now) const;
    [[nodiscard]] std::vector<user_denial>
    users(std::string_view after, std::size_t limit, system_time now) const;
    /// The same, by organisation and then by user, behind this pair.
    [[nodiscard]] std::vector<membership_denial> memberships(
        std::string_view after_organization, std::string_view after_user, std::size_t limit,
        system_time now) const;

    /// Gives memory of what has ended back; call every now and then.
    void forget_ended(system_time now);

    /// Entries in memory, those that have ended but are not forgotten included.
    [[nodiscard]] std::size_t session_count() const noexcept { return sessions_.size(); }
    [[nodiscard]] std::size_t user_count() const noexcept { return users_.size(); }
    [[nodiscard]] std::size_t membership_count() const noexcept { return memberships_.size(); }

private:
    struct user_entry
    {
        std::optional<system_time> until;  ///< a timed denial
        std::optional<system_time> record; ///< `updated_at` of the latest ban or lift
        bool banned = false;
        bool deleted = false;
    };

    [[nodiscard]] static bool is_denied(const user_entry& entry, system_time now);
    user_entry& entry_of(std::string_view user_id);

    timed_denials<std::string> sessions_;
    timed_denials<membership_key, by_organization> memberships_;
    std::map<std::string, user_entry, std::less<>> users_;
};

} // namespace ws::auth
