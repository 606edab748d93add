#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ws::auth
{

/// What Clerk's session cookie is called, the name that counts first in front: with a suffix
/// that tells instances on one domain apart, then the one without. `publishable_key` as Clerk
/// gives it; "": there is only the second.
std::vector<std::string> session_cookie_names(std::string_view publishable_key);

} // namespace ws::auth
