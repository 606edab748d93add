#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::server
{

/// Reads the parameters of a request's query and remembers the first thing that is wrong:
/// a broken escape, a parameter that comes twice or that nobody asked for, a value of the
/// wrong form. After a mistake the rest reads as absent or as whatever can be read.
class query_reader
{
public:
    /// `query` is as received, without '?'.
    explicit query_reader(std::string_view query);

    /// "" when absent.
    std::string text(std::string_view name);
    /// The entries of a comma list; empty ones are dropped.
    std::vector<std::string> list(std::string_view name);
    /// `fallback` when absent; outside the range is a mistake.
    std::int64_t
    whole_number(std::string_view name, std::int64_t fallback, std::int64_t min, std::int64_t max);

    void refuse(std::string mistake);

    /// What is wrong, for the sender; "" = nothing. Ask when everything was read: only then
    /// is it known which parameters nobody asked for.
    [[nodiscard]] std::string mistake() const;

private:
    void add(std::vector<std::pair<std::string, std::string>> pairs);

    std::map<std::string, std::string, std::less<>> values_;
    std::set<std::string, std::less<>> asked_;
    std::string mistake_;
};

} // namespace ws::server
