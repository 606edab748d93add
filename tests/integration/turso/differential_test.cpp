#include "database_test.hpp"
#include "operation_generator.hpp"

#include <bit>
#include <sstream>

/// The same calls on a database in this process and on a server: both must tell the same.
namespace ws::turso
{
namespace
{

/// Everything that is to be the same, as text.
class transcript
{
public:
    void add(const rows& got)
    {
        text_ << "rows " << got.size() << " affected " << got.facts().affected_rows;
        if (got.facts().last_insert_rowid)
            text_ << " rowid " << *got.facts().last_insert_rowid;
        for (const auto& c : got.columns())
            text_ << " [" << c.name << ":" << c.declared_type << "]";
        for (const auto row : got)
        {
            text_ << "\n   ";
            for (std::size_t i = 0; i < row.size(); ++i)
                add(row[i]);
        }
        text_ << "\n";
    }

    void add(const error& why)
    {
        text_ << "error " << why.code.category().name() << ":" << why.code.value();
        if (why.statement)
            text_ << " of " << *why.statement;
        text_ << " " << to_string(why.what_happened) << "\n";
    }

    void add(const value_view& cell)
    {
        text_ << " " << turso::to_string(cell.kind()) << " ";
        if (cell.kind() == value_kind::real)
            text_ << std::bit_cast<std::uint64_t>(cell.as_real());
        else if (cell.kind() == value_kind::integer)
            text_ << cell.as_integer();
        else if (!cell.is_null())
            for (const auto b : cell.as_bytes())
                text_ << static_cast<int>(b) << ".";
    }

    void add(const program_result& told)
    {
        for (std::size_t i = 0; i < told.size(); ++i)
        {
            text_ << "step " << i << ": ";
            if (told.ok(i))
                add(std::get<rows>(told[i]));
            else if (const auto* why = told.failure_of(i))
                add(*why);
            else
                text_ << "skipped\n";
        }
    }

    void add(const statement_description& d)
    {
        text_ << "description " << d.is_readonly << d.is_explain;
        for (const auto& p : d.parameters)
            text_ << " (" << p.name << ")";
        for (const auto& c : d.columns)
            text_ << " [" << c.name << ":" << c.declared_type << "]";
        text_ << "\n";
    }

    void add(const std::vector<rows>& all)
    {
        for (const auto& one : all)
            add(one);
    }

    template <class T>
    void add(const result<T>& got)
    {
        if (!got)
            add(got.error());
        else if constexpr (std::is_void_v<T>)
            text_ << "done\n";
        else
            add(*got);
    }

    [[nodiscard]] std::string text() const { return text_.str(); }

private:
    std::ostringstream text_;
};

class Differential : public database_test, public testing::WithParamInterface<std::uint64_t>
{
protected:
    Differential() : database_test(on_sqld)
    {
        options how = usual_options();
        how.url = ":memory:";
        embedded_.emplace(open(std::move(how)));
    }

    std::string carry_out(client& db, const operation& what)
    {
        return std::visit([&](const auto& op) { return carry_out(db, op); }, what);
    }

    std::string carry_out(client& db, const single_operation& op)
    {
        return told(finish(db.execute(op.what)));
    }
    std::string carry_out(client& db, const batch_operation& op)
    {
        return told(finish(db.batch(op.mode, op.what)));
    }
    std::string carry_out(client& db, const program_operation& op) { return told(finish(db.run(op.what))); }
    std::string carry_out(client& db, const script_operation& op)
    {
        return told(finish(db.run_script(op.text)));
    }
    std::string carry_out(client& db, const describe_operation& op)
    {
        return told(finish(db.describe(op.text)));
    }

    std::string carry_out(client& db, const transaction_operation& op)
    {
        transcript all;
        auto tx = finish(db.begin()).value();
        for (const auto& call : op.calls)
        {
            if (call.size() == 1)
                all.add(finish(tx.execute(call.front())));
            else
                all.add(finish(tx.batch(call)));
        }
        all.add(finish(op.commits ? tx.commit() : tx.rollback()));
        return all.text();
    }

    template <class T>
    static std::string told(const result<T>& got)
    {
        transcript one;
        one.add(got);
        return one.text();
    }

    static std::string in_words(const operation& what)
    {
        struct words
        {
            std::string operator()(const single_operation& op) const { return op.what.sql; }
            std::string operator()(const batch_operation& op) const { return "batch" + list(op.what); }
            std::string operator()(const script_operation& op) const { return "script " + op.text; }
            std::string operator()(const describe_operation& op) const { return "describe " + op.text; }
            std::string operator()(const program_operation& op) const
            {
                std::string text = "program";
                for (const auto& s : op.what.steps())
                    text += "\n  " + s.what.sql;
                return text;
            }
            std::string operator()(const transaction_operation& op) const
            {
                std::string text = op.commits ? "transaction, committed" : "transaction, rolled back";
                for (const auto& call : op.calls)
                    text += "\n call" + list(call);
                return text;
            }
            static std::string list(const std::vector<statement>& all)
            {
                std::string text;
                for (const auto& s : all)
                    text += "\n  " + s.sql;
                return text;
            }
        };
        return std::visit(words(), what);
    }

    std::optional<client> embedded_;
};
INSTANTIATE_TEST_SUITE_P(Seeds, Differential, testing::Range<std::uint64_t>(1, 9));

TEST_P(Differential, RandomOperations_TellTheSameAndLeaveTheSame)
{
    operation_generator operations(GetParam());
    const script_operation schema{operation_generator::schema()};
    ASSERT_EQ(carry_out(*embedded_, schema), "done\n");
    ASSERT_EQ(carry_out(db(), schema), "done\n");
    const single_operation everything[] = {
        {sql("SELECT * FROM a ORDER BY id")},
        {sql("SELECT * FROM b ORDER BY id")},
        {sql("SELECT * FROM c ORDER BY 1, 2")},
        {sql("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE "
             "'libsql%' ORDER BY name")}};
    for (int i = 0; i < 300; ++i)
    {
        const auto what = operations.next();
        ASSERT_EQ(carry_out(*embedded_, what), carry_out(db(), what))
            << "operation " << i << ": " << in_words(what);
    }
    for (const auto& all : everything)
        EXPECT_EQ(carry_out(*embedded_, all), carry_out(db(), all));
}

} // namespace
} // namespace ws::turso
