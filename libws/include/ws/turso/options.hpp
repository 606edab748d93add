#pragma once

#include <ws/base/secret.hpp>
#include <ws/turso/embedded_options.hpp>
#include <ws/turso/error.hpp>

#include <boost/asio/any_completion_handler.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ws::turso
{

class metrics_sink;

/// Which BEGIN opens a transaction.
enum class tx_mode : std::uint8_t
{
    write,    ///< BEGIN IMMEDIATE: takes the write lock at once, waits for it
    deferred, ///< BEGIN DEFERRED: an upgrade to writing may fail with condition::busy
    read,     ///< statements that are not seen to only read are refused
};

enum class protocol_choice : std::uint8_t
{
    automatic, ///< version 3; version 2 where the server answers 404 to it
    v2,
    v3,
};

/// What is repeated, and how often. Only a request that provably did not run, or that
/// may run twice (it only reads, or statement::idempotent), is ever sent again.
struct repeat_policy
{
    unsigned max_repeats = 2;
    std::chrono::milliseconds first_pause{25}; ///< doubled each time, and cut at random
    std::chrono::milliseconds longest_pause{1'000};
    /// Repeats stop when they are more than this part of all requests of late.
    double budget = 0.1;
};

/// Gives a new token after the server refused the last one (401). An empty or equal one, `done` destroyed
/// unused and an exception mean that there is none. Called on the client's strand, may answer on any thread;
/// calls that wait for it, each within its deadline, share one answer.
using token_provider = std::function<void(boost::asio::any_completion_handler<void(secret)> done)>;

struct options
{
    std::string url; ///< see parse_database_url()
    secret token;    ///< unless the URL has one
    token_provider refresh_token;

    std::chrono::milliseconds deadline{10'000}; ///< of a call: queueing, repeats and body included
    std::chrono::milliseconds connect_timeout{3'000};
    repeat_policy repeats;

    std::size_t max_streams = 20;     ///< calls under way at once; a server has 128 for everybody
    std::size_t max_transactions = 8; ///< of these; open transactions cannot starve plain calls
    std::size_t max_queue = 4'096;    ///< calls that wait; beyond it errc::queue_full
    std::size_t max_connections = 8;  ///< HTTP/1.1; over TLS one HTTP/2 connection does
    std::size_t max_response_bytes = 32 * 1024 * 1024;

    protocol_choice protocol = protocol_choice::automatic;
    bool strict_scheme = false;     ///< refuse wss: and ws: URLs instead of speaking HTTP to them
    bool read_your_writes = false;  ///< tell replicas what must have arrived (replication index)
    std::string database_namespace; ///< x-namespace of a self-hosted server
    secret encryption_key;          ///< base64; sent with every request (x-turso-encryption-key)
    std::string ca_file;            ///< PEM; "" = the system's certificates
    /// Hosts, beside the URL's own, to which a server may send a stream (base_url).
    std::vector<std::string> trusted_hosts;

    embedded_options embedded; ///< of file: and :memory:
    metrics_sink* metrics = nullptr;
};

struct call_options
{
    call_options() = default;
    explicit call_options(std::chrono::milliseconds d) : deadline(d) {}

    std::optional<std::chrono::milliseconds> deadline; ///< instead of options::deadline
};

struct tx_options
{
    tx_options() = default;

    tx_mode mode = tx_mode::write;
    /// A server takes the write lock from a transaction older than 5 s when another one
    /// waits for it. Calls after this age fail with errc::tx_lost and the
    /// transaction is rolled back, so that it never works on without its lock.
    std::chrono::milliseconds max_age{4'500};
};

} // namespace ws::turso
