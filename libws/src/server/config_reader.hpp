#pragma once

#include "server/config_table.hpp"

#include <ws/server/config_problem.hpp>
#include <ws/server/variables.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ws::server
{

/// Reads variables and remembers problems instead of stopping at the first.
///
/// What can be said of a value without knowing its meaning is said by the
/// constructor: features that are not built, `${`, bytes no value may hold. Such
/// a variable then reads as absent, and no second problem is reported for it.
/// Views point into the variables given to the constructor.
class config_reader
{
public:
    explicit config_reader(const variables& given);

    /// The value without surrounding white space and quotes; nothing when it is
    /// unset, empty or already complained of.
    [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;

    /// Whether `text` gives nothing although no problem was reported for it.
    [[nodiscard]] bool is_missing(std::string_view name) const;

    /// What stands for the '*' of a row in the names that are set and not complained of.
    [[nodiscard]] std::vector<std::string_view> wildcards(std::string_view row) const;

    /// The entries of a comma list; empty ones are dropped. A value that holds
    /// nothing else is a problem.
    std::vector<std::string_view> list(std::string_view name);

    /// "1" or "true", "0" or "false"; the table's default when unset.
    bool flag(std::string_view name);

    /// A whole number in the table's range; `fallback`, or else the table's default, when unset.
    std::int64_t integer(std::string_view name, std::optional<std::int64_t> fallback = std::nullopt);

    /// A length of time in the table's range; the table's default when unset.
    std::chrono::seconds duration(std::string_view name);

    /// The position of the value in `names`; that of the table's default when
    /// unset, nothing after a problem.
    std::optional<std::size_t> choice(std::string_view name, std::span<const std::string_view> names);

    void problem(std::string_view name, std::string what, std::string mend);
    void warn(std::string_view name, std::string text);

    /// What was reported so far, in the order of the table.
    [[nodiscard]] std::vector<config_problem> problems() const;
    [[nodiscard]] std::vector<config_warning> warnings() const;

private:
    void admit(std::string_view name, const config_variable& row, std::string_view raw);

    std::map<std::string_view, std::string_view> values_;
    std::set<std::string, std::less<>> refused_;
    std::vector<config_problem> problems_;
    std::vector<config_warning> warnings_;
};

/// `text` as a problem may show it: quoted, cut, escaped.
std::string shown(std::string_view text);

} // namespace ws::server
