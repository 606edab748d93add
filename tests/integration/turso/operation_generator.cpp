#include "operation_generator.hpp"

#include <bit>
#include <cmath>

namespace ws::turso
{
namespace
{

using when = step_condition;

} // namespace

std::string operation_generator::schema()
{
    return R"(
        CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT UNIQUE, n INTEGER NOT NULL DEFAULT 7 CHECK (n < 30));
        CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, a REFERENCES a (id), v);
        CREATE TABLE c (k TEXT, v REAL, w BLOB, PRIMARY KEY (k, v)) WITHOUT ROWID;
        CREATE VIEW v AS SELECT a.name, count(*) AS n FROM a LEFT JOIN b ON b.a = a.id GROUP BY a.id;
        CREATE TRIGGER t AFTER DELETE ON b WHEN old.v IS NOT NULL BEGIN UPDATE a SET n = n + 1 WHERE id = old.a; END;
    )";
}

operation operation_generator::next()
{
    switch (pick(12))
    {
    case 0:
    case 1:
        return batch_operation{pick(4) == 0 ? tx_mode::deferred : tx_mode::write, several()};
    case 2:
        return program_operation{conditional_program()};
    case 3:
    {
        transaction_operation tx{{}, pick(3) != 0};
        for (auto calls = pick(4); calls > 0; --calls)
            tx.calls.push_back(pick(3) == 0 ? several() : std::vector<statement>{any_statement()});
        return tx;
    }
    case 4:
    {
        // Without arguments and failing now and then half-way.
        std::string text;
        for (auto statements = pick(4); statements > 0; --statements)
            text += "INSERT INTO b (a, v) VALUES (" + std::to_string(any_key()) + ", 'script;'); -- one\n";
        return script_operation{std::move(text)};
    }
    case 5:
        return describe_operation{any_statement().sql};
    case 6:
        return single_operation{unreadable()};
    default:
        return single_operation{any_statement()};
    }
}

std::vector<statement> operation_generator::several()
{
    std::vector<statement> all;
    for (auto many = 1 + pick(4); many > 0; --many)
        all.push_back(pick(3) == 0 ? any_statement() : insertion());
    return all;
}

statement operation_generator::any_statement()
{
    switch (pick(20))
    {
    case 0:
        return schema_change();
    case 1:
        return mistake();
    case 2:
    case 3:
    case 4:
    case 5:
        return change();
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
        return query();
    default:
        return insertion();
    }
}

statement operation_generator::insertion()
{
    const auto name = "name " + std::to_string(pick(30));
    const auto n = static_cast<std::int64_t>(pick(33));
    switch (pick(10))
    {
    case 0:
        return sql("INSERT INTO a VALUES (?, ?, ?)", any_key(), name, n);
    case 1:
        return sql("INSERT INTO a (name) VALUES (:name)", named("name", name));
    case 2:
        return sql("INSERT INTO a VALUES (NULL, ?1, ?2) RETURNING id, name, n, typeof(n)", name, any_value());
    case 3:
        return sql("INSERT OR IGNORE INTO a VALUES (?, ?, ?)", any_key(), name, n);
    case 4:
        return sql(
            "INSERT INTO a VALUES (@id, $name, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n",
            named("id", any_key()), named("name", name));
    case 5:
        return sql("REPLACE INTO a VALUES (?, ?, ?)", any_key(), name, n);
    case 6:
        return sql("INSERT INTO c VALUES (?, ?, ?)", name, static_cast<double>(pick(10)) / 4, any_value());
    case 7:
        return sql("INSERT INTO b (a, v) SELECT id, name || ? FROM a WHERE id < ?", "x", any_key());
    default:
        return sql("INSERT INTO b (a, v) VALUES (?, ?) RETURNING *", any_key(), any_value());
    }
}

statement operation_generator::change()
{
    switch (pick(6))
    {
    case 0:
        return sql("DELETE FROM b WHERE a = ?", any_key());
    case 1:
        return sql("DELETE FROM a WHERE id = ? RETURNING name", any_key());
    case 2:
        return sql("UPDATE a SET n = n + ? WHERE id % 3 = ?", pick(4), pick(3));
    case 3:
        return sql("UPDATE a SET name = ?2 WHERE id = ?1", any_key(), "name " + std::to_string(pick(30)));
    case 4:
        return sql("UPDATE OR IGNORE c SET v = v + 0.25 WHERE k > :k", named("k", "name 2"));
    default:
        return sql(
            "WITH few AS (SELECT id FROM b ORDER BY id LIMIT ?) DELETE FROM b WHERE id IN few", pick(3));
    }
}

statement operation_generator::query()
{
    switch (pick(9))
    {
    case 0:
        // Not quote(): two versions of SQLite write a REAL as text in two ways.
        return sql("SELECT ?, typeof(?1), length(CAST(?1 AS BLOB)) > 0", any_value());
    case 1:
        return sql("SELECT * FROM a WHERE n > ? ORDER BY id", pick(20));
    case 2:
        return sql("SELECT * FROM b ORDER BY id DESC LIMIT 20");
    case 3:
        return sql("SELECT *, rowid AS r FROM a LEFT JOIN b ON b.a = a.id ORDER BY a.id, b.id LIMIT 10");
    case 4:
        return sql("SELECT k, v, w, length(w) AS len FROM c ORDER BY 1, 2");
    case 5:
        return sql("SELECT * FROM v ORDER BY 1");
    case 6:
        return sql("VALUES (:a, :b), (:b, :a)", named("a", any_value()), named("b", any_value()));
    case 7:
        return sql(
            "SELECT count(*), min(n), max(n), sum(n % 1000), avg(id), max(name), group_concat(id) FROM a");
    default:
        return sql("EXPLAIN QUERY PLAN SELECT 1 WHERE 0");
    }
}

statement operation_generator::mistake()
{
    constexpr const char* wrong[] = {
        "SELECT nosuch",
        "SELECT * FROM nowhere",
        "INSERT INTO a VALUES (1)",
        "INSERT INTO a VALUES (1, NULL, NULL)",
        "INSERT INTO b (a) VALUES (12345)",
        "INSERT INTO a (id) VALUES ('x')",
        "SELECT abs(-9223372036854775807 - 1)",
        "SELECT ?",
        "COMMIT",
        "CREATE TABLE a (x)",
        "DROP TABLE nowhere",
        "INSERT OR ROLLBACK INTO a VALUES (NULL, 'x', 99)",
        "UPDATE a SET id = 1 WHERE id > 1",
        "SELECT json_extract('{', '$')",
    };
    return sql(one_of(wrong));
}

statement operation_generator::unreadable()
{
    constexpr const char* texts[] = {"SELEC 1",    "SELECT (",    "", "SELECT 1; SELECT 2",
                                     "-- nothing", "SELECT 'open"};
    return sql(one_of(texts));
}

statement operation_generator::schema_change()
{
    constexpr const char* changes[] = {
        "CREATE TABLE IF NOT EXISTS d (x, y DEFAULT 'why')",
        "DROP TABLE IF EXISTS d",
        "CREATE INDEX IF NOT EXISTS on_n ON a (n)",
        "DROP INDEX IF EXISTS on_n",
        "ALTER TABLE d ADD COLUMN z DEFAULT 1.5",
        "INSERT INTO d (x) VALUES (1) RETURNING *",
    };
    return sql(one_of(changes));
}

program operation_generator::conditional_program()
{
    program p;
    p.add(insertion());
    for (auto many = pick(4); many > 0; --many)
    {
        const auto earlier = pick(p.size());
        const auto other = pick(p.size());
        switch (pick(4))
        {
        case 0:
            p.add(when::ok(earlier), any_statement());
            break;
        case 1:
            p.add(when::negation(when::ok(earlier)), any_statement());
            break;
        case 2:
            p.add(when::all({when::ok(earlier), when::negation(when::ok(other))}), any_statement());
            break;
        default:
            p.add(when::any({when::autocommit(), when::ok(other)}), any_statement());
            break;
        }
    }
    return p;
}

value operation_generator::any_value()
{
    switch (pick(8))
    {
    case 0:
        return null_value();
    case 1:
        return static_cast<std::int64_t>(random_());
    case 2:
    {
        const auto number = std::bit_cast<double>(random_());
        return std::isfinite(number) ? number : -0.0;
    }
    case 3:
        return static_cast<double>(pick(100)) / 8;
    case 4:
    {
        constexpr const char* texts[] = {"", "x", "a\n\"b\\", "žluť", "\U0001f600", "12", "1e3", "it's;"};
        return std::string(one_of(texts));
    }
    case 5:
    {
        blob_value bytes(pick(20));
        for (auto& b : bytes)
            b = static_cast<std::byte>(random_());
        return bytes;
    }
    default:
        return static_cast<std::int64_t>(pick(50));
    }
}

} // namespace ws::turso
