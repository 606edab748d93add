#pragma once

#include "turso/hrana_answer.hpp"

#include <ws/base/secret.hpp>
#include <ws/turso/error.hpp>

#include <vector>

namespace ws::turso
{

/// Servers, and proxies in front of them, may repeat in an error what they were sent.
/// Takes the secrets out of all errors of an answer.
void hide_secrets(result<pipeline_answer>& told, const std::vector<secret>& secrets);

} // namespace ws::turso
