#include "server/api_key_uses.hpp"

#include <algorithm>
#include <utility>

namespace ws::server
{

api_key_uses::api_key_uses(const std::vector<auth::api_key>& keys, now_fn now) : now_(std::move(now))
{
    for (const auth::api_key& key : keys)
    {
        digests_.push_back(key.digest);
        api_key_use& row = rows_.emplace_back();
        row.name = key.name;
        row.scopes = key.scopes;
    }
}

void api_key_uses::came(const auth::api_key& key)
{
    api_key_use* const row = row_of(key);
    if (row == nullptr)
        return;
    ++row->requests;
    row->last = now_();
}

void api_key_uses::over_rate(const auth::api_key& key)
{
    if (api_key_use* const row = row_of(key))
        ++row->over_rate;
}

bool api_key_uses::admits(const auth::api_key& key, auth::api_scope wanted)
{
    const bool admitted = auth::includes(key.scopes, wanted);
    api_key_use* const row = row_of(key);
    if (row == nullptr)
        return admitted;
    if (!admitted)
        ++row->missing_scope;
    for (std::size_t i = 0; admitted && i < auth::api_scopes.size(); ++i)
        if (auth::includes(wanted, auth::api_scopes[i].scope))
            ++row->admitted[i];
    return admitted;
}

api_key_use* api_key_uses::row_of(const auth::api_key& key)
{
    const auto found = std::find(digests_.begin(), digests_.end(), key.digest);
    return found == digests_.end() ? nullptr : &rows_[static_cast<std::size_t>(found - digests_.begin())];
}

} // namespace ws::server
