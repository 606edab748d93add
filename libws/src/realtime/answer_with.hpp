#pragma once

#include "realtime/client.hpp"
#include "realtime/core.hpp"

namespace ws::realtime
{

template <class Result>
void client::answer_with(std::uint32_t id, const Result& r)
{
    std::string out;
    shard_.format.reply(out, id, r);
    send_reply(out);
}

} // namespace ws::realtime
