#include "turso/stop_flag.hpp"

namespace ws::turso
{
namespace
{

std::string words_for(errc why, outcome what_happened)
{
    const bool nothing = what_happened == outcome::not_executed;
    switch (why)
    {
    case errc::timed_out:
        return nothing ? "the deadline passed; nothing of it is stored"
                       : "the deadline passed behind a commit; part of it is stored";
    case errc::cancelled:
        return nothing ? "cancelled; nothing of it is stored"
                       : "cancelled behind a commit; part of it is stored";
    default:
        return "the client is shut down";
    }
}

} // namespace

error stop_error(errc why, outcome what_happened)
{
    error e;
    e.code = why;
    e.what_happened = what_happened;
    e.message = words_for(why, what_happened);
    return e;
}

} // namespace ws::turso
