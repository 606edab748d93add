#include "listener_link.hpp"

#include <ws/base/log.hpp>

namespace ws::net
{

close_cause violation(std::uint16_t code)
{
    switch (code)
    {
    case 1007:
        return {.code = code, .reason = "invalid UTF-8"};
    case 1009:
        return {.code = code, .reason = "message too big"};
    default:
        return {.code = code, .reason = "protocol error"};
    }
}

void listener_link::set_cause(close_cause cause)
{
    if (!cause_)
        cause_ = std::make_unique<close_cause>(std::move(cause));
}

void listener_link::tell_closed()
{
    set_cause({});
    tell([this](websocket_listener& l) { l.on_closed(*cause_); });
    listener_.reset();
}

void listener_link::log_failure(std::string_view what)
{
    log::error("websocket_listener_failed", {{"error", what}});
}

} // namespace ws::net
