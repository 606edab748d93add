#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace bench
{

/// What a client under measurement does.
enum class activity
{
    selects,
    inserts,
    grouped_inserts, ///< many statements share a transaction
};

struct workload
{
    std::string_view name;
    activity what;
    std::size_t operations;
    std::size_t callers; ///< each waits for its answer before it asks again
};

/// Inserts one by one come from one caller: with several at once the other client sometimes
/// waits for an answer until node's fetch gives up, five minutes later.
inline constexpr std::array workloads{
    workload{"selects, 1 caller", activity::selects, 2'000, 1},
    workload{"selects, 64 callers", activity::selects, 20'000, 64},
    workload{"inserts, 1 caller", activity::inserts, 10'000, 1},
    workload{"grouped inserts, 64 callers", activity::grouped_inserts, 10'000, 64},
    workload{"grouped inserts, 256 callers", activity::grouped_inserts, 10'000, 256},
};

/// Done before the measuring begins: connections stand, code is compiled, caches are filled.
inline constexpr std::size_t warm_up_operations = 500;

/// Rows of the table that is read.
inline constexpr std::size_t player_count = 1'000;

inline constexpr std::string_view schema =
    "CREATE TABLE player (id INTEGER PRIMARY KEY, name TEXT NOT NULL, score REAL NOT NULL);"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, player INTEGER NOT NULL, what TEXT NOT NULL);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
    " INSERT INTO player SELECT i, 'player ' || i, i / 7.0 FROM n;";

// The statements are given to the other client as arguments: both send the same ones.
inline constexpr std::string_view select_text = "SELECT id, name, score FROM player WHERE id = ?";
inline constexpr std::string_view insert_text = "INSERT INTO event (player, what) VALUES (?, ?)";
/// The second argument of an insert.
inline constexpr std::string_view event_text = "joined the game in the lobby of the north";

} // namespace bench
