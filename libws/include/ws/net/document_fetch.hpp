#pragma once

#include <ws/net/awaitable.hpp>
#include <ws/net/http_client.hpp>
#include <ws/net/waiting_list.hpp>

#include <chrono>
#include <random>
#include <string>

namespace ws::net
{

/// Whether the same request may well succeed a moment later: there was no answer, or one
/// with a status from 500 on. Not where the transfer was ended from here or too large.
bool is_passing_fault(const transfer_result& answer);

/// A request for a small document of another server, such as a key set: connected within
/// 2 s, answered within 5 s, no longer than `max_bytes`.
outgoing_request document_request(std::string url, std::size_t max_bytes);

/// Fetches such documents, a fetch up to three times while its fault may pass, with
/// pauses between that double from 125 ms and are cut at random. Belongs to the client's
/// executor; client and list must outlive it.
class document_fetch
{
public:
    document_fetch(http_client& client, waiting_list& pauses) : client_(client), pauses_(pauses) {}

    /// The last attempt's outcome.
    task<transfer_result> get(outgoing_request request);

    /// No further attempt begins; the one under way is for its canceller to end.
    void stop();
    [[nodiscard]] bool stopped() const noexcept { return stopped_; }

private:
    http_client& client_;
    waiting_list& pauses_;
    std::minstd_rand random_{std::random_device{}()};
    bool stopped_ = false;
};

} // namespace ws::net
