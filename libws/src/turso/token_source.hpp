#pragma once

#include "turso/backend.hpp"

#include <ws/base/secret.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <set>

namespace ws::turso
{

/// The token of a server, renewed once for all who were refused with the same one.
/// On the client's strand; the provider may answer on any thread, late or never.
class token_source : public std::enable_shared_from_this<token_source>
{
public:
    token_source(boost::asio::any_io_executor strand, secret first, token_provider provider);

    [[nodiscard]] const secret& current() const noexcept { return token_; }

    /// Success: there is another token than `refused`. Errors, all not_executed: `refusal`
    /// when there is none, errc::timed_out, errc::cancelled, errc::shut_down.
    task<result<>> renew(secret refused, steady_time deadline, error refusal);

    /// Ends every renew() with errc::shut_down.
    void stop();

private:
    class reply;

    void ask_provider();
    void take(secret fresh);
    void wake_all();

    boost::asio::any_io_executor strand_;
    secret token_;
    token_provider provider_;
    std::set<boost::asio::steady_timer*> waiting_;
    bool asking_ = false;
    bool stopped_ = false;
};

} // namespace ws::turso
