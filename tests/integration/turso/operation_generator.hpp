#pragma once

#include <ws/turso/client.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <variant>
#include <vector>

namespace ws::turso
{

/// One call, as data: the same one can be made of several databases.
struct single_operation
{
    statement what;
};
struct batch_operation
{
    tx_mode mode;
    std::vector<statement> what;
};
struct program_operation
{
    program what;
};
struct transaction_operation
{
    std::vector<std::vector<statement>> calls;
    bool commits;
};
struct script_operation
{
    std::string text;
};
struct describe_operation
{
    std::string text;
};
using operation = std::variant<
    single_operation, batch_operation, program_operation, transaction_operation, script_operation,
    describe_operation>;

/// Random calls on three small tables with constraints: some are right, some are wrong.
class operation_generator
{
public:
    explicit operation_generator(std::uint64_t seed) : random_(seed) {}

    /// Creates what the operations work on.
    static std::string schema();
    operation next();

private:
    statement any_statement();
    statement insertion();
    statement change();
    statement query();
    statement mistake();
    /// Only alone: of several texts a server reads all before the first one runs.
    statement unreadable();
    statement schema_change();
    program conditional_program();
    std::vector<statement> several();
    value any_value();
    std::int64_t any_key() { return static_cast<std::int64_t>(pick(40)) - 2; }
    std::size_t pick(std::size_t below) { return random_() % below; }
    template <class T, std::size_t Size>
    const T& one_of(const T (&all)[Size])
    {
        return all[pick(Size)];
    }

    std::mt19937_64 random_;
};

} // namespace ws::turso
