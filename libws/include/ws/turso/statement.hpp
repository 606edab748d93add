#pragma once

#include <ws/turso/column_codec.hpp>
#include <ws/turso/error.hpp>
#include <ws/turso/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::turso
{

/// A named argument: `named("id", 7)` for `:id`, `@id` or `$id`.
template <class T>
struct named_argument
{
    std::string name;
    T content;
};

template <class T>
named_argument<std::decay_t<T>> named(std::string_view name, T&& content)
{
    return {std::string(name), std::forward<T>(content)};
}

/// The arguments of one statement: all by position or all by name.
///
/// What cannot be bound (NaN, infinity, text that is not UTF-8, an integer above
/// INT64_MAX, both kinds mixed) is remembered as a problem(); a call with such a
/// statement fails with errc::bad_argument and sends nothing.
class params
{
public:
    struct named_value
    {
        std::string name; ///< without or with its prefix, as it was given
        value content;
    };

    /// By position: the next of ?, or ?1, ?2, ….
    void add(value v);
    void add(std::string name, value v);

    template <bindable T>
    void bind(const T& content)
    {
        add_or_refuse(column_codec<T>::to_value(content));
    }
    template <bindable T>
    void bind(const named_argument<T>& argument)
    {
        add_or_refuse(argument.name, column_codec<T>::to_value(argument.content));
    }

    [[nodiscard]] const std::vector<value>& positional() const noexcept { return positional_; }
    [[nodiscard]] const std::vector<named_value>& by_name() const noexcept { return named_; }
    [[nodiscard]] bool empty() const noexcept { return positional_.empty() && named_.empty(); }
    /// The first thing that cannot be bound, e.g. "argument 2 is not finite"; "" when all can.
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    /// Bytes of all texts and blobs, plus 16 for every argument: for limits on a group.
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    void add_or_refuse(std::optional<value> v);
    void add_or_refuse(std::string name, std::optional<value> v);
    void refuse_positional(std::string_view why);
    void refuse_named(std::string_view name, std::string_view why);

    std::vector<value> positional_;
    std::vector<named_value> named_;
    std::string problem_;
};

/// One SQL statement and its arguments.
struct statement
{
    std::string sql;
    params args;
    /// The caller's promise that carrying it out twice does no harm; it may then be
    /// sent again when the answer was lost. Statements that only read need no promise.
    bool idempotent = false;
};

/// `sql("SELECT name FROM users WHERE id = ?", 7)`, `sql("… :id", named("id", 7))`.
template <class... Args>
statement sql(std::string_view text, const Args&... args)
{
    statement s{std::string(text), {}, false};
    (s.args.bind(args), ...);
    return s;
}

} // namespace ws::turso
