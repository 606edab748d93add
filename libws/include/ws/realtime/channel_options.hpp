#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace ws::realtime
{

/// Who a namespace admits by itself; see channel_rules for the order of the rules.
enum class channel_access : std::uint8_t
{
    options,   ///< the allow_… options alone decide
    user,      ///< the rest of the name is the subscriber's user id
    org,       ///< the first part of the rest is the organisation in the token
    signed_in, ///< any user with an id
    token,     ///< a subscription token for this channel
};

enum class recovery_mode : std::uint8_t
{
    stream, ///< everything missed, or nothing
    cache,  ///< the newest publication only
};

enum class data_format : std::uint8_t
{
    any_json,    ///< any JSON value; absent data is refused
    json_object, ///< a JSON object
};

/// What a namespace of channels does. Names and meanings are those of the
/// configuration (docs/configuration.md, CHANNELS).
struct channel_options
{
    bool presence = false;
    bool join_leave = false;
    bool force_push_join_leave = false;

    std::uint32_t history_size = 0;                    ///< publications kept; 0 = no history
    std::chrono::seconds history_ttl{0};               ///< how long; 0 = no history
    std::chrono::seconds history_meta_ttl{720 * 3600}; ///< how long offset and epoch outlive them
    bool force_positioning = false;
    bool allow_positioning = false;
    bool force_recovery = false;
    bool allow_recovery = false;
    recovery_mode force_recovery_mode = recovery_mode::stream;
    bool auto_cache_recover = false;

    bool allow_subscribe_for_client = false;
    bool allow_subscribe_for_anonymous = false;
    bool allow_publish_for_client = false;
    bool allow_publish_for_subscriber = false;
    bool allow_publish_for_anonymous = false;
    bool allow_presence_for_client = false;
    bool allow_presence_for_subscriber = false;
    bool allow_presence_for_anonymous = false;
    bool allow_history_for_client = false;
    bool allow_history_for_subscriber = false;
    bool allow_history_for_anonymous = false;
    bool allow_user_limited_channels = false;

    std::shared_ptr<const std::regex> channel_regex; ///< on the part behind "namespace:"; null = none
    std::string channel_regex_text;                  ///< as configured
    data_format publication_data_format = data_format::any_json;

    bool durable = false; ///< history belongs in the database
    channel_access access = channel_access::options;
    std::string permission;                ///< organisation permission needed on top of `access`; "" = none
    bool task = false;                     ///< progress of a job
    bool connect = false;                  ///< with access = user: subscribed by the server at connect
    bool no_impersonation = false;         ///< closed to connections of somebody who works as the user
    std::vector<std::string> max_override; ///< overrides a token may switch on; empty = all

    [[nodiscard]] bool has_history() const noexcept { return history_size > 0 && history_ttl.count() > 0; }
};

} // namespace ws::realtime
