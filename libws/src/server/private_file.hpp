#pragma once

#include <ws/base/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>

/// Files that their owner alone may read. `why` receives a sentence that says what is wrong
/// with which file, and how to mend it where we know.
namespace ws::server
{

/// The text of such a file, at most 16 KiB of it. Errors: errc::not_found where there is none,
/// errc::malformed_input for a file that others may read, else the system's.
result<std::string> read_private_file(const std::filesystem::path& path, std::string& why);

/// Creates it with its whole text, and the folder it is in where that is missing, or leaves
/// the file that is there: of two processes that come at once, one wins, and then both read
/// the same. Errors: the system's.
result<> create_private_file_once(const std::filesystem::path& path, std::string_view text, std::string& why);

/// Adds `text` at its end, unless its text holds `mark` already; of two processes that come
/// at once, one adds and the other sees that. Errors: the system's.
result<> append_to_private_file(
    const std::filesystem::path& path, std::string_view text, std::string_view mark, std::string& why);

} // namespace ws::server
