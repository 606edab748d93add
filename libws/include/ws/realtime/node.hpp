#pragma once

#include <ws/base/clock.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/websocket.hpp>
#include <ws/realtime/authenticator.hpp>
#include <ws/realtime/broker.hpp>
#include <ws/realtime/channel_rules.hpp>
#include <ws/realtime/client_limits.hpp>
#include <ws/realtime/node_counts.hpp>
#include <ws/realtime/replies.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::realtime
{

/// A value, or the error that the protocol has for it.
template <class T = void>
using answer = boost::system::result<T, client_error>;

struct node_options
{
    std::string name = "imagineo-ws";    ///< shown by `info`
    std::string version;                 ///< shown to clients and by `info`
    bool takes_tokens_on_connect = true; ///< false: only those that requests bring (connection_origin)
    bool insecure = false;               ///< anonymous clients, everything allowed; tokens are still checked
    std::chrono::seconds ping_interval{25};
    std::chrono::seconds pong_timeout{8};
    std::chrono::seconds stale_timeout{10};      ///< from opening to a successful connect
    std::chrono::seconds expiry_grace{60};       ///< past an expiry before the server acts on it
    std::chrono::seconds leave_patience{5};      ///< for the command of a client that is to go
    std::size_t channel_limit = 128;             ///< subscriptions of one connection
    std::size_t max_data_bytes = 64 * 1024;      ///< of one publication
    std::int64_t max_reply_publications = 300;   ///< recovery and history replies to clients
    std::size_t max_reply_bytes = 1024 * 1024;   ///< of publications in such a reply
    std::size_t reply_backlog_bytes = 64 * 1024; ///< unsent replies that hold a client's next command back
    client_limits limits;
};

/// Which of a user's connections a call is about: all, or the one with this id.
struct client_selector
{
    std::string user;    ///< "" = the anonymous ones
    std::string client;  ///< "" = any
    std::string session; ///< of transports with sessions; "" = any
};

struct subscribe_call
{
    client_selector who;
    std::string channel;
    std::string info; ///< minified JSON for chan_info, or empty
    std::string data; ///< minified JSON for the push, or empty
    std::optional<std::chrono::sys_seconds> expires;
    std::optional<stream_position> recover_since;
    auth::subscription_override override;
};

struct disconnect_call
{
    client_selector who;
    std::vector<std::string> whitelist; ///< connection ids that stay
    std::uint16_t code = close_with::force_disconnect.code;
    std::string reason = std::string(close_with::force_disconnect.reason); ///< not empty, at most 123 bytes
};

struct refresh_call
{
    client_selector who;
    bool expired = false;                            ///< close them with 3005
    std::optional<std::chrono::sys_seconds> expires; ///< nothing: they no longer expire
    std::string info;                                ///< minified JSON that replaces conn_info, or empty
};

/// Which connections a change of roles or permissions is about; "" = any.
struct permission_doubt
{
    std::string user;
    std::string organization;
    std::string role;
    std::string permission;
};

/// A connection as an operator sees it in a list.
struct connection_summary
{
    std::string client;
    std::string user;
    std::string session;
    std::string organization;
    std::string address;
    std::string sdk; ///< as the client calls itself
    std::string sdk_version;
    std::chrono::seconds age{0}; ///< since it connected
    std::size_t queued_bytes = 0;
    std::size_t channels = 0;
    bool impersonated = false;
    std::string actor;
};

/// Every condition holds; "" and 0 are none.
struct connection_query
{
    std::string user;
    std::string session;
    std::string channel;
    std::chrono::seconds min_age{0};
    std::size_t min_queued_bytes = 0;
    std::string after; ///< id of the last one already seen
    std::size_t limit = 100;
};

struct connection_page
{
    std::vector<connection_summary> connections; ///< by ascending id
    std::string next;                            ///< `after` of the next page; "" = there is none
};

/// A channel with subscribers as an operator sees it in a list.
struct channel_summary
{
    std::string name;
    std::size_t subscribers = 0;
    std::size_t presence = 0; ///< how many of them its presence shows
    /// Nothing: the channel keeps none, or what it keeps is not known without waiting.
    std::optional<kept_history> history;
};

struct channel_query
{
    std::string prefix;
    std::string after; ///< name of the last one already seen
    std::size_t limit = 100;
};

struct channel_page
{
    std::vector<channel_summary> channels; ///< by name
    std::string next;                      ///< `after` of the next page; "" = there is none
};

struct connection_detail
{
    struct channel
    {
        std::string name;
        bool server_side = false;
        bool recoverable = false;
        bool presence = false;
        std::uint64_t offset = 0; ///< newest that was sent; 0 = not positioned
        std::optional<std::chrono::sys_seconds> expires;
    };

    connection_summary summary;
    std::string organization_role;
    std::vector<std::string> organization_permissions;
    bool permissions_in_doubt = false; ///< until a refresh with a token that is not in doubt
    std::chrono::sys_seconds connected{};
    std::optional<std::chrono::sys_seconds> expires;
    std::vector<channel> channels;
};

struct node_info
{
    std::string uid;
    std::string name;
    std::string version;
    std::uint32_t num_clients = 0; ///< authenticated connections
    std::uint32_t num_users = 0;
    std::uint32_t num_channels = 0; ///< with at least one subscriber
    std::uint32_t num_subs = 0;
    std::chrono::seconds uptime{0};
};

/// The connection manager of one shard: clients, channels, presence, delivery,
/// and everything the server API does to them.
///
/// Belongs to its executor's thread; destroy it only after stop() has returned.
/// Calls that publish or read history wait for the broker, the others act at once.
/// Permission options of channels do not apply to these calls, a namespace's
/// presence and history settings do.
class node
{
public:
    using broker_factory = std::function<std::unique_ptr<broker>(broker::deliver_fn deliver)>;

    node(
        net::executor ex, net::timer_wheel& wheel, channel_rules rules, authenticator& auth,
        const broker_factory& make_broker, now_fn now, node_options options);
    ~node();

    /// A listener that speaks the client protocol over this connection. With
    /// `admitted`, whoever opened it was identified by the request itself: its connect
    /// command needs no token; another one of the same user counts all the same.
    std::shared_ptr<net::websocket_listener>
    open(net::websocket& connection, connection_origin from = {}, std::optional<identity> admitted = {});

    /// Errors: unknown_channel, bad_request (name, empty or oversized data,
    /// data of the wrong form), conflict; too_many_requests when the
    /// table of idempotency keys is full: nothing was published, try again.
    net::task<answer<publish_outcome>> publish(publish_request request);

    net::task<answer<void>> subscribe_user(subscribe_call call);
    /// An empty channel ends all subscriptions.
    answer<void> unsubscribe_user(const client_selector& who, std::string_view channel);
    answer<void> disconnect_user(const disconnect_call& call);
    answer<void> refresh_user(const refresh_call& call);

    // What changes of accounts and organisations do. Each acts at once, on connections
    // that are still connecting as well, and says how many it was about. Refuse the
    // tokens first (auth::deny_list): a reconnect that races the other order slips through.

    std::size_t close_session(std::string_view session, const disconnect& how);
    std::size_t close_user(std::string_view user, const disconnect& how);
    std::size_t close_client(std::string_view client, const disconnect& how);

    /// The user ("" = everybody) is no longer of the organisation: subscriptions to its
    /// channels (access "org") end with 2000 on every connection of theirs, whoever granted
    /// them, and a token that names it opens them no more before it is refreshed.
    std::size_t leave_organization(std::string_view user, std::string_view organization);

    /// The permissions of these connections may have changed. Until a refresh tells,
    /// channels that need one are closed to them: subscriptions end with 2500, after
    /// which clients subscribe again, and that is answered with the temporary error 100,
    /// which they repeat. Clients are asked to refresh at once; those of SDKs that do not
    /// listen to that refresh when their token ends.
    std::size_t doubt_permissions(const permission_doubt& which);

    /// Connections by ascending id, at most `limit` behind `after`. One call looks at two
    /// thousand and no more, so that nobody's messages wait for a list: a page of a rare
    /// condition may be short, or empty, and have a next one all the same.
    [[nodiscard]] connection_page connections(const connection_query& query) const;
    [[nodiscard]] std::optional<connection_detail> connection(std::string_view client) const;

    [[nodiscard]] answer<presence_result> presence(std::string_view channel) const;
    [[nodiscard]] answer<presence_stats_result> presence_stats(std::string_view channel) const;
    /// Errors: unrecoverable_position for another epoch, bad_request for a
    /// reverse read from offset 0, not_available without history.
    net::task<answer<history_result>> history(std::string channel, history_query query);
    net::task<answer<void>> remove_history(std::string channel);

    /// Channels with subscribers whose name matches the glob ("" = all), and how
    /// many each has.
    [[nodiscard]] std::vector<std::pair<std::string, std::uint32_t>> channels(std::string_view pattern) const;
    /// Channels with subscribers by name, at most `limit` behind `after`.
    [[nodiscard]] channel_page list_channels(const channel_query& query) const;
    [[nodiscard]] node_info info() const;
    [[nodiscard]] const node_counts& counts() const noexcept;
    /// Publications handed to subscribers since the start, one for each of them.
    [[nodiscard]] std::uint64_t deliveries() const noexcept;
    /// Connections that were not told to go yet, authenticated or not.
    [[nodiscard]] std::size_t open_connections() const noexcept;

    /// Frees what has expired in the history, and limits that nobody is near; call it every
    /// few seconds.
    void sweep();

    /// Closes every client with 3001, evenly spread over this time and each at a
    /// random moment, and every later one at once. What a client waits for just
    /// then is answered before. Called again, it gives those who are left new
    /// moments. How many are, or were, told.
    std::size_t close_all(std::chrono::milliseconds spread = std::chrono::milliseconds(0));

    /// Returns when every client has been told. close_all() first.
    net::task<void> all_told();

    /// Ends the work of clients that still waits for something, without an answer.
    void cancel();

    /// Returns when no client's work is running any more. close_all() first.
    net::task<void> stop();

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace ws::realtime
