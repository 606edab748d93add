#pragma once

#include "realtime/client_limiter.hpp"
#include "realtime/hub.hpp"
#include "realtime/standing.hpp"

#include <ws/base/log.hpp>
#include <ws/net/awaitable.hpp>
#include <ws/net/timer_wheel.hpp>
#include <ws/net/websocket.hpp>
#include <ws/realtime/command.hpp>
#include <ws/realtime/node.hpp>

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::realtime
{

struct core;
struct join_request;

/// One client's connection: takes its commands in order, keeps its
/// subscriptions, watches its deadlines (docs/protocol.md).
///
/// Commands run one at a time; the next frame is read when the last one is
/// done. A command that waits runs as a task of the shard and holds a reference
/// to this object. Cut into files by subject: client.cpp (frames and dispatch),
/// client_connect.cpp, client_connect_plan.cpp, client_refresh.cpp, client_subscribe.cpp, client_join.cpp
/// (a subscription's life), client_commands.cpp, client_deadlines.cpp,
/// client_limits.cpp, client_server_side.cpp (what the server API does), client_audit.cpp (what is
/// logged).
class client final : public net::websocket_listener,
                     public subscriber,
                     public std::enable_shared_from_this<client>
{
public:
    client(core& shard, net::websocket& connection, connection_origin from, std::optional<identity> admitted);
    ~client() override;
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    // websocket_listener
    void on_message(std::string_view payload, bool is_text) override;
    void on_drained() override;
    void on_overflow() override;
    void on_closed(const net::close_cause& cause) override;

    // subscriber
    void push(const net::frame_ptr& f) override;
    void on_insufficient_state(subscription& s) override;
    [[nodiscard]] const client_info& who() const override { return *info_; }

    /// Ends the connection: what was published before leaves first. `detail`
    /// says what was wrong, behind the code's own reason.
    void close(const disconnect& d, std::string_view detail = {});

    /// Ends the connection with 3001 once the wheel has reached `due`. A command
    /// that is being worked on then is answered first, if that takes no longer
    /// than node_options::leave_patience.
    void leave_at(steady_time due);

    // The server API's side. Before its connect reply is out, a client can only
    // be closed: the rest finds nothing to act on yet.
    net::task<answer<void>> server_subscribe(const subscribe_call& call, const channel_options& o);
    void server_unsubscribe(std::string_view channel);
    void server_refresh(const refresh_call& call);

    // client_standing.cpp: who the client is beside its user, and what a change of that ends.
    [[nodiscard]] std::string_view session() const noexcept;
    [[nodiscard]] bool is_meant(const permission_doubt& which) const;
    bool leave_organization(std::string_view organization); ///< false: it had nothing to do with it
    void doubt_permissions();
    [[nodiscard]] std::chrono::seconds age() const; ///< since it connected
    [[nodiscard]] std::size_t queued_bytes() const noexcept;
    [[nodiscard]] connection_summary summary() const;
    [[nodiscard]] connection_detail detail() const;
    [[nodiscard]] subscription* find_subscription(std::string_view channel) const;

private:
    enum class state
    {
        opened,     ///< waits for connect
        connecting, ///< authenticated; its reply waits for the server-side subscriptions
        connected,  ///< the connect reply is out
        unusable,   ///< its connect was answered with an error
        closed,     ///< nothing is sent or taken any more
    };

    // client.cpp
    void pump();
    bool take_next();
    void dispatch(command& c);
    void start(net::task<void> job);
    net::task<void> run_job(net::task<void> job, std::shared_ptr<client> self);
    void send_reply(std::string_view messages);
    void fail(std::uint32_t id, const client_error& e);
    template <class Result>
    void answer_with(std::uint32_t id, const Result& r);
    void count_end(const net::close_cause& cause);
    void leave_everything();
    [[nodiscard]] bool is_closed() const noexcept { return state_ == state::closed; }

    // client_limits.cpp: each says whether it goes on; otherwise the answer, or the close, is out.
    bool within_command_rate(std::uint32_t id);
    [[nodiscard]] bool takes_subscribes(std::size_t count);
    bool within_subscribe_rate(std::uint32_t id);
    bool within_publish_rate(std::uint32_t id, const std::string& channel);
    bool within_connection_counts();
    bool refuse_over(client_limit which, std::uint32_t id);
    [[nodiscard]] const std::string& limited_user() const noexcept;

    // client_audit.cpp
    void audit(std::string_view event, std::initializer_list<log::field> more = {}) const;

    // One handler a command. Those that wait return a task.
    void handle(std::uint32_t id, const pong&);
    void handle(std::uint32_t id, connect_command& c);
    void handle(std::uint32_t id, const ping_command&);
    void handle(std::uint32_t id, subscribe_command& c);
    void handle(std::uint32_t id, const unsubscribe_command& c);
    void handle(std::uint32_t id, publish_command& c);
    void handle(std::uint32_t id, const presence_command& c);
    void handle(std::uint32_t id, const presence_stats_command& c);
    void handle(std::uint32_t id, history_command& c);
    void handle(std::uint32_t id, const rpc_command&);
    void handle(std::uint32_t id, const send_command&);
    void handle(std::uint32_t id, refresh_command& c);
    void handle(std::uint32_t id, const sub_refresh_command& c);

    // client_connect.cpp
    net::task<void> connect(std::uint32_t id, connect_command c);
    void refuse_connect(std::uint32_t id, const client_error& e, std::string_view reason);
    void tell_token_refused();
    net::task<std::optional<identity>> identify(std::uint32_t id, const std::string& token);
    net::task<bool> join_all(std::uint32_t id, std::vector<join_request>& plan, connect_result& result);
    void drop_withdrawn(connect_result& result);
    void finish_connect(std::uint32_t id, connect_result& result, const connect_command& c);

    // client_connect_plan.cpp: each says whether it goes on; otherwise the answer, or the close, is out.
    bool plan_server_side(
        std::uint32_t id, const identity& who, const connect_command& c, std::vector<join_request>& plan);
    bool plan_granted(std::uint32_t id, const identity& who, std::vector<join_request>& plan);
    void plan_own(std::vector<join_request>& plan);
    bool plan_wished(std::uint32_t id, const connect_command& c, std::vector<join_request>& plan);

    // client_refresh.cpp
    net::task<void> refresh(std::uint32_t id, std::string token);
    void refuse_refresh(std::uint32_t id, auth_failure failure);
    void become(identity& fresh);
    void replace_info(client_info changed);
    [[nodiscard]] bool token_subscriptions_differ(const identity& fresh) const;

    // client_subscribe.cpp
    net::task<void> subscribe(std::uint32_t id, join_request request);
    std::optional<join_request> admit(std::uint32_t id, subscribe_command& c);
    void deny(std::uint32_t id, const std::string& channel, const client_error& e, std::string_view reason);
    bool admit_by_rules(std::uint32_t id, const std::string& channel, join_request& request);
    bool apply_token(std::uint32_t id, const subscribe_command& c, join_request& request);
    [[nodiscard]] bool is_meant(const auth::subscription_claims& claims, std::string_view channel) const;

    // client_join.cpp
    net::task<answer<subscribe_result>> join(const join_request& request);
    void go_live(subscription& s);
    void leave(subscription& s);
    void withdraw(subscription& s, const unsubscribe_cause& cause);
    void end_subscription(subscription& s, const unsubscribe_cause& cause);
    [[nodiscard]] client_info info_in(const subscription& s) const;

    // client_commands.cpp
    /// The channel's options if this command may name it; otherwise the answer is out.
    const channel_options* options_for(std::uint32_t id, const std::string& channel);
    bool admit_presence(std::uint32_t id, const std::string& channel);
    net::task<void> publish(std::uint32_t id, publish_request request, const channel_options* o);
    net::task<void> history(std::uint32_t id, history_command c, const channel_options* o);

    // client_standing.cpp
    [[nodiscard]] subject as_subject() const;
    [[nodiscard]] bool awaits_permissions(const channel_options& o) const;
    void take_standing(identity& who);
    [[nodiscard]] bool may_keep(const subscription& s) const;
    void recheck_subscriptions(const unsubscribe_cause& cause);
    template <class Lost>
    bool end_subscriptions(Lost is_lost, const unsubscribe_cause& cause);

    // client_deadlines.cpp
    void start_stale_timer();
    void start_pings();
    void set_expiry(std::optional<std::chrono::sys_seconds> expires);
    void reschedule();
    void on_due();
    void check_ping(steady_time now);
    void check_expiries();
    void check_leave(steady_time now);
    [[nodiscard]] steady_time when(std::chrono::sys_seconds t) const;
    [[nodiscard]] std::uint32_t seconds_left(std::chrono::sys_seconds expires) const;
    [[nodiscard]] std::uint32_t announced_ttl(const identity& who) const;

    core& shard_;
    net::websocket* connection_; ///< null after on_closed
    state state_ = state::opened;
    bool busy_ = false;          ///< a command waits for something
    bool was_connected_ = false; ///< its connect reply was sent
    bool leaving_ = false;       ///< goes as soon as that command is done
    bool pumping_ = false;       ///< pump() is on the stack
    bool reading_ = true;        ///< a frame was asked for; false: the client waits for us
    command_meter commands_;
    std::uint32_t pongs_due_ = 0; ///< pings that were not answered yet

    std::string inbox_;          ///< the frame whose commands are being taken
    std::string_view remaining_; ///< its commands that were not taken yet

    std::shared_ptr<const client_info> info_;
    std::unique_ptr<standing> standing_;      ///< null: nothing beside the user is known
    std::unique_ptr<connection_facts> facts_; ///< for listings
    std::unique_ptr<identity> admitted_;      ///< known before connect; null once that was taken
    std::optional<std::chrono::sys_seconds> expires_;
    std::vector<std::unique_ptr<subscription>> subscriptions_;
    std::vector<join_request>* plan_ = nullptr; ///< while connect makes these subscriptions

    net::timer_wheel::timer timer_;
    steady_time next_ping_{};
    steady_time pong_due_{};
    steady_time stale_due_{};
    steady_time leave_due_{};
};

/// A subscription that was found permissible, on its way to be made.
struct join_request
{
    std::string channel;
    const channel_options* options = nullptr;
    bool server_side = false;
    bool from_token = false;
    bool by_rules = false;
    auth::subscription_override override;
    std::string chan_info;
    std::string data;
    std::optional<std::chrono::sys_seconds> expires;
    bool recover = false;
    stream_position position;
    bool wants_positioning = false;
    bool wants_recovery = false;
    bool wants_join_leave = false;
    bool must_recover = false; ///< error 112 instead of an unrecovered subscription
    bool withdrawn = false;    ///< planned once, and not to be made any more
};

} // namespace ws::realtime
