#pragma once

#include "turso/sql_split.hpp"

#include <ws/turso/migration.hpp>
#include <ws/turso/program.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ws::turso
{

enum class migration_outcome : std::uint8_t
{
    applied,
    overtaken, ///< schema_migrations is not as it was when we looked; nothing was done
};

/// One migration as one conditional program: docs/decisions/0004-migrations-in-one-request.md.
class migration_program
{
public:
    explicit migration_program(const migration& m);

    [[nodiscard]] const program& steps() const noexcept { return steps_; }
    /// What an answer to steps() means. Errors name the migration and where in it.
    [[nodiscard]] result<migration_outcome> read(const program_result& answer) const;

private:
    std::size_t add_next(statement what);
    [[nodiscard]] error failure(const program_result& answer, std::size_t step) const;
    [[nodiscard]] std::string place_of(std::size_t step) const;
    [[nodiscard]] std::string violations_in(const program_result& answer) const;

    const migration& migration_;
    std::vector<sql_piece> statements_;
    program steps_;
    std::size_t begin_ = 0;
    std::size_t record_ = 0;
    std::size_t first_statement_ = 0;
    std::size_t check_ = 0;
    std::size_t violations_ = 0;
    std::size_t commit_ = 0;
};

} // namespace ws::turso
