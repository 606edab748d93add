#include "turso/sqlite_codes.hpp"
#include "turso/sqlite_prepare.hpp"

#include <fmt/format.h>

#include <sqlite3.h>

/// How arguments find their parameters, as sqld does it.
namespace ws::turso
{
namespace
{

error mismatch(std::string message) { return statement_error(message, "ARGS_INVALID", ""); }

bool is_prefix(char c) { return c == ':' || c == '@' || c == '$'; }

/// `name` is the parameter's, with its prefix; an argument's may have it or not.
const value* by_name(const params& args, std::string_view name)
{
    for (const auto& given : args.by_name())
    {
        const bool prefixed = !given.name.empty() && is_prefix(given.name.front());
        if (given.name == (prefixed ? name : name.substr(1)))
            return &given.content;
    }
    return nullptr;
}

const value* by_position(const params& args, std::size_t position)
{
    return position >= 1 && position <= args.positional().size() ? &args.positional()[position - 1] : nullptr;
}

/// `name` is empty for a plain ?.
const value* argument_for(const params& args, std::string_view name, std::size_t position)
{
    if (name.empty() || name.front() == '?')
        return by_position(args, position);
    return by_name(args, name);
}

int bind_value(sqlite3_stmt* to, int position, const value& v)
{
    struct binder
    {
        sqlite3_stmt* to;
        int position;

        int operator()(null_value) const { return sqlite3_bind_null(to, position); }
        int operator()(std::int64_t i) const { return sqlite3_bind_int64(to, position, i); }
        int operator()(double d) const { return sqlite3_bind_double(to, position, d); }
        int operator()(const std::string& s) const
        {
            return sqlite3_bind_text64(to, position, s.data(), s.size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        int operator()(const blob_value& b) const
        {
            // A null pointer would bind NULL.
            const void* bytes = b.empty() ? static_cast<const void*>("") : b.data();
            return sqlite3_bind_blob64(to, position, bytes, b.size(), SQLITE_STATIC);
        }
    };
    return std::visit(binder{to, position}, v);
}

} // namespace

result<> bind(sqlite3_stmt* to, const params& args)
{
    const int wanted = sqlite3_bind_parameter_count(to);
    const std::size_t given = args.positional().size() + args.by_name().size();
    if (!args.positional().empty() && !args.by_name().empty())
        return statement_error(
            "arguments by position and by name do not mix", "ARGS_BOTH_POSITIONAL_AND_NAMED", "");
    if (given != static_cast<std::size_t>(wanted))
        return mismatch(fmt::format("the statement takes {} arguments and was given {}", wanted, given));
    for (int i = 1; i <= wanted; ++i)
    {
        const char* spelled = sqlite3_bind_parameter_name(to, i);
        const std::string_view name = spelled ? spelled : "";
        const value* content = argument_for(args, name, static_cast<std::size_t>(i));
        if (!content)
            return mismatch(
                name.empty() ? fmt::format("there is no argument for parameter {}", i)
                             : fmt::format("there is no argument for parameter {}", name));
        if (const int code = bind_value(to, i, *content); code != SQLITE_OK)
            return mismatch(fmt::format("argument {}: {}", i, sqlite3_errstr(code)));
    }
    return {};
}

} // namespace ws::turso
