#pragma once

#include <ws/realtime/channel_options.hpp>
#include <ws/realtime/codes.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ws::realtime
{

/// What the rules know about whoever asks.
struct subject
{
    std::string_view user; ///< "" = anonymous
    std::string_view org;  ///< organisation in the token, "" = none
    const std::vector<std::string>* org_permissions = nullptr;
    bool impersonated = false;
};

/// Whether this user's is the job whose progress a channel carries.
using task_owner_fn = std::function<bool(std::string_view channel, std::string_view user)>;

/// The configured namespaces and who may do what in them. Immutable after
/// construction.
///
/// Order for a subscription (docs/protocol.md): a `$`
/// channel needs a token; a valid token grants; then `access`, where given,
/// decides; else user-limited names, then allow_subscribe_…; `insecure` opens
/// the rest.
class channel_rules
{
public:
    static constexpr std::size_t max_channel_bytes = 255;

    channel_rules() = default;
    /// `namespaces`: name → options; "" holds for channels without a colon.
    /// `owns_task` admits a job's owner to its channel in namespaces with `task`, without
    /// a token; empty: nobody.
    channel_rules(
        std::map<std::string, channel_options, std::less<>> namespaces, bool insecure,
        task_owner_fn owns_task = {});

    /// The options that govern a channel, or why it is refused: unknown_channel
    /// (102) for a namespace nobody configured, bad_request (107) for a name
    /// that is empty, too long, not ASCII (without a channel_regex) or does not
    /// match the channel_regex.
    [[nodiscard]] std::variant<const channel_options*, client_error> find(std::string_view channel) const;

    /// Whether a subscription token is needed (`$` prefix) whatever the options say.
    [[nodiscard]] static bool is_private(std::string_view channel) noexcept;

    /// Whether the channel is closed to `who` in every way, whatever a token or the
    /// server grants, because somebody else works as this user.
    [[nodiscard]] static bool refuses_impersonation(const channel_options& o, const subject& who) noexcept;

    /// The organisation whose members the channel is for; "" where it is for no organisation's.
    [[nodiscard]] static std::string_view
    organization_of(std::string_view channel, const channel_options& o) noexcept;

    /// May `who` subscribe without a subscription token?
    [[nodiscard]] bool
    may_subscribe(std::string_view channel, const channel_options& o, const subject& who) const;
    [[nodiscard]] bool may_publish(const channel_options& o, const subject& who, bool subscribed) const;
    [[nodiscard]] bool may_see_presence(const channel_options& o, const subject& who, bool subscribed) const;
    [[nodiscard]] bool may_read_history(const channel_options& o, const subject& who, bool subscribed) const;

    /// Channels the server subscribes this user to at connect: "<namespace>:<user>"
    /// of every namespace with `connect`. Names that would be no channel names
    /// (not ASCII, too long) are left out; `unusable` counts them.
    [[nodiscard]] std::vector<std::string>
    channels_at_connect(const subject& who, std::size_t& unusable) const;

    [[nodiscard]] bool insecure() const noexcept { return insecure_; }
    [[nodiscard]] const std::map<std::string, channel_options, std::less<>>& namespaces() const noexcept
    {
        return namespaces_;
    }

private:
    [[nodiscard]] bool
    owns_task(std::string_view channel, const channel_options& o, const subject& who) const;

    std::map<std::string, channel_options, std::less<>> namespaces_;
    bool insecure_ = false;
    task_owner_fn owns_task_;
};

/// The namespaces that are there unless CHANNELS says otherwise: user, org, task, public, room.
std::map<std::string, channel_options, std::less<>> default_namespaces();

/// Merges a CHANNELS value (the JSON text, not an @path) over the defaults.
/// Every mistake is one entry of `problems`, each naming namespace and option
/// and how to mend it; the result is meaningful only if none was added.
std::map<std::string, channel_options, std::less<>>
parse_namespaces(std::string_view json_text, std::vector<std::string>& problems);

} // namespace ws::realtime
