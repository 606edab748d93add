#pragma once

#include "auth/token_claims.hpp"

#include <ws/auth/clerk_token.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The claims of a session token whose signature holds.
namespace ws::auth
{

/// Every check of the claims, in the order of clerk_token_verifier.
token_result<clerk_identity> check_clerk_claims(
    const claim_object& claims, const clerk_token_options& options, const token_circumstances& now);

/// Fills the members about the active organisation; which claims it is in depends
/// on `v`. A claim of an unexpected type is as good as absent.
void read_organization(const boost::json::object& claims, clerk_identity& who);

/// A member that is a string and not empty.
std::optional<std::string> non_empty_text(const boost::json::object& object, std::string_view name);

/// What the maps of a version 2 token grant, as "org:<feature>:<permission>": bit j
/// of the i-th number of `map` is the j-th of `permissions` for the i-th of those
/// `features` that belong to organisations. Numbers may have any length; what is
/// missing, surplus or no decimal number grants nothing.
std::vector<std::string>
granted_permissions(std::string_view features, std::string_view permissions, std::string_view map);

} // namespace ws::auth
