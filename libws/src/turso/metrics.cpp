#include <ws/turso/metrics.hpp>

namespace ws::turso
{

std::string_view to_string(call_kind kind) noexcept
{
    switch (kind)
    {
    case call_kind::execute:
        return "execute";
    case call_kind::batch:
        return "batch";
    case call_kind::program:
        return "program";
    case call_kind::script:
        return "script";
    case call_kind::describe:
        return "describe";
    case call_kind::transaction_step:
        return "transaction_step";
    case call_kind::commit:
        return "commit";
    case call_kind::rollback:
        return "rollback";
    }
    return "?";
}

} // namespace ws::turso
