#pragma once

#include <ws/turso/error.hpp>

#include <string_view>

namespace ws::turso
{

/// The error of an HTTP answer that is not 200, whatever shape its body has: Hrana's
/// {message, code}, an HTTP layer's {error}, plain text, or a proxy's HTML.
///
/// `had_baton`: the request went to an open stream. That stream is lost in any case;
/// errc::stream_lost says that its loss is the reason.
///
/// The outcome is not_executed only where the status, or a text that only refusals have,
/// proves it; of a lost stream, provided that the transport sends a request once: behind
/// a close, the same request sent again finds its stream gone, too.
error http_error(unsigned status, std::string_view body, bool had_baton);

/// Whether the answer says that the server knows no such path, rather than no such
/// stream or database: the same request may then go to version 2, it was not executed.
bool means_unknown_path(unsigned status, std::string_view body, bool had_baton);

} // namespace ws::turso
