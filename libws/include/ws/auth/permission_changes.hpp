#pragma once

#include <ws/auth/clerk_token.hpp>
#include <ws/auth/membership_key.hpp>
#include <ws/auth/timed_denials.hpp>
#include <ws/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ws::auth
{

/// What changed lately about who may do what in an organisation: tokens made before still say
/// what was, and do so until they expire.
///
/// A change is remembered for session_denial_time, longer than the last such token lives.
/// Belongs to one shard; keeps no clock. Bounded, and forgets nothing early: of a change for
/// which there was no room the time stays, and every token that was made before it is outdated,
/// whomever it is of.
class permission_changes
{
public:
    static constexpr std::size_t default_max_entries = 100'000;
    /// Of memberships, of roles and of permissions, each.
    explicit permission_changes(std::size_t max_entries = default_max_entries)
        : memberships_(max_entries), roles_(max_entries), permissions_(max_entries)
    {
    }

    /// `changed` is when it did, by the clock of whoever makes the tokens; one that is later
    /// than `now` counts as now. Of several changes the latest counts.
    ///
    /// The user has another role in the organisation.
    void membership(
        std::string_view user_id, std::string_view organization_id, system_time changed, system_time now);
    /// The role has other permissions, or is no more, in every organisation: its key as tokens
    /// have it ("org:admin").
    void role(std::string_view key, system_time changed, system_time now);
    void permission(std::string_view key, system_time changed, system_time now);

    /// Whether the token may say something of role or permissions that has changed since: it
    /// names an organisation, a change concerns what it says, and it was not made more than `skew`
    /// after it. Tokens tell the second in which they were made, the one of the change included;
    /// `skew` is how far the clocks of those who make tokens and tell of changes may differ. One
    /// that doesn't say when it was made counts as made before.
    [[nodiscard]] bool
    outdate(const clerk_identity& token, std::chrono::milliseconds skew, system_time now) const;

    /// Gives memory of what has ended back; call every now and then.
    void forget_ended(system_time now);

    /// Entries in memory, those that have ended but are not forgotten included.
    [[nodiscard]] std::size_t size() const noexcept
    {
        return memberships_.size() + roles_.size() + permissions_.size();
    }

private:
    template <class Table, class Key>
    void remember(Table& table, const Key& key, system_time changed, system_time now);
    [[nodiscard]] std::optional<system_time> end_for(const clerk_identity& token, system_time now) const;

    // Each entry ends session_denial_time after its change.
    timed_denials<membership_key, by_organization> memberships_;
    timed_denials<std::string> roles_;
    timed_denials<std::string> permissions_;
    std::optional<system_time> no_room_; ///< the latest end of what is not in the tables any more
};

} // namespace ws::auth
