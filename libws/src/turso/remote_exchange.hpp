#pragma once

#include "turso/hrana_reader.hpp"
#include "turso/hrana_shape.hpp"

#include <ws/net/http_client.hpp>
#include <ws/turso/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ws::turso
{

/// What one HTTP answer, or its absence, says about a pipeline. Pure.
class remote_exchange
{
public:
    remote_exchange(const pipeline_shape& asked, bool has_baton, std::size_t max_bytes);

    /// A piece of the body; false ends the transfer.
    [[nodiscard]] bool take(unsigned status, std::string_view piece);

    /// The whole answer has come.
    result<pipeline_answer> finish(const net::incoming_response& answer);
    /// It has not.
    [[nodiscard]] error failed(const net::transfer_failure& why) const;
    /// After one or the other: of a stream that the server keeps open, as far as was read.
    [[nodiscard]] const std::optional<std::string>& baton() const noexcept { return reader_.baton(); }

    /// The answer proves that the server has no version 3 of the protocol.
    [[nodiscard]] bool speaks_no_version_3() const noexcept { return no_version_3_; }

private:
    hrana_reader reader_;
    bool has_baton_;
    bool no_version_3_ = false;
    unsigned error_status_ = 0; ///< as soon as something of such an answer's body came
    std::string error_body_;
};

} // namespace ws::turso
