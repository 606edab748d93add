#pragma once

#include "turso/backend.hpp"
#include "turso/hrana_reader.hpp"
#include "turso/hrana_shape.hpp"
#include "turso/hrana_writer.hpp"
#include "turso/token_source.hpp"

#include <ws/net/http_client.hpp>
#include <ws/turso/database_url.hpp>
#include <ws/turso/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ws::turso
{

/// What all streams to one server share: connections, token, and the version it speaks.
/// On the client's strand.
class remote_server : public std::enable_shared_from_this<remote_server>
{
public:
    remote_server(const boost::asio::any_io_executor& strand, remote_database where, const options& how);

    /// One pipeline for `w` in the stream of `baton` ("" opens one), at `where`. Falls back
    /// to version 2 and renews the token where that is what the answer asks for: both only
    /// without a baton, when it is proven that nothing ran.
    task<result<pipeline_answer>>
    ask(const remote_database& where, const work& w, std::string baton, bool close);

    /// Ends a stream without anybody waiting for it.
    void close_in_background(const remote_database& where, std::string baton);

    [[nodiscard]] const remote_database& where() const noexcept { return where_; }
    [[nodiscard]] const boost::asio::any_io_executor& on() const noexcept { return strand_; }
    [[nodiscard]] const std::vector<std::string>& trusted_hosts() const noexcept
    {
        return options_.trusted_hosts;
    }

    task<void> stop();

private:
    struct exchange_order
    {
        std::string url;
        pipeline what;
        steady_time deadline;
        bool repeatable = false;
        bool has_baton = false;
        bool reads_only = false;
        bool only_closes = false;
    };

    struct exchange_outcome
    {
        result<pipeline_answer> told = pipeline_answer();
        bool wants_version_2 = false;
        std::optional<std::string> left_open; ///< the baton in an answer that is refused
    };

    /// One HTTP request.
    task<exchange_outcome> exchange(exchange_order order);
    [[nodiscard]] static error meant_by(error why, const exchange_order& order);
    [[nodiscard]] net::outgoing_request request_of(exchange_order& order) const;
    [[nodiscard]] hrana_version version_now();
    /// From now on, after a 404 that tells nothing else. True: version 2 is worth a try.
    bool change_version(hrana_version asked);
    task<void> close_stream(remote_database where, std::string baton);

    boost::asio::any_io_executor strand_;
    remote_database where_;
    options options_;
    std::shared_ptr<token_source> token_;
    hrana_version version_;
    std::optional<steady_time> fell_back_at_;
    std::optional<std::uint64_t> replication_index_;
    std::unique_ptr<net::http_client> http_;
    bool stopped_ = false;
    std::size_t exchanges_ = 0;
    std::size_t closings_ = 0;          ///< of streams, that nobody waits for
    boost::asio::steady_timer changed_; ///< never expires; cancelled to wake those who wait
};

} // namespace ws::turso
