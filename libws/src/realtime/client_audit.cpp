#include "realtime/client.hpp"

#include <vector>

namespace ws::realtime
{

/// One event of the connection's life, with who it is in front of `more`: the trail that
/// docs/audit-log.md describes. No token, payload or unbounded text may be in it.
void client::audit(std::string_view event, std::initializer_list<log::field> more) const
{
    if (!log::enabled(log::level::info))
        return;
    std::vector<log::field> fields;
    fields.reserve(5 + more.size());
    if (info_->client.empty()) // nobody yet: all there is to know is where it came from
        fields.emplace_back("address", facts_->origin.address);
    else
    {
        fields.emplace_back("client", info_->client);
        fields.emplace_back("user", log::excerpt(info_->user));
    }
    if (!session().empty())
        fields.emplace_back("session", log::excerpt(session()));
    if (standing_ && standing_->impersonated)
    {
        fields.emplace_back("impersonated", true);
        fields.emplace_back("actor", log::excerpt(standing_->actor));
    }
    fields.insert(fields.end(), more.begin(), more.end());
    log::write_fields(log::level::info, event, fields);
}

} // namespace ws::realtime
