#include "turso/hrana_writer.hpp"

#include "turso/hrana_condition.hpp"
#include "turso/hrana_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>

namespace ws::turso
{
namespace
{

error refused(errc code, std::string message)
{
    error e;
    e.code = code;
    e.message = std::move(message);
    return e;
}

std::optional<error> refusal_of(const program& p, hrana_version version)
{
    for (std::size_t i = 0; i < p.size(); ++i)
    {
        const auto& [what, when] = p.steps()[i];
        if (version == hrana_version::v2 && when && asks_autocommit(*when))
            return refused(
                errc::unsupported,
                fmt::format(
                    "the condition of step {} asks after autocommit, which this server cannot tell", i));
        const auto& named = what.args.by_name();
        const bool readable =
            is_utf8(what.sql) &&
            std::all_of(named.begin(), named.end(), [](const auto& a) { return is_utf8(a.name); });
        if (!readable)
            return refused(errc::bad_argument, fmt::format("statement {} is not UTF-8", i));
    }
    return std::nullopt;
}

/// Bytes of JSON around each part, guessed high: one allocation a request.
constexpr std::size_t around_request = 256;
constexpr std::size_t around_step = 192;
constexpr std::size_t around_argument = 48;

std::size_t likely_size(const program& p)
{
    std::size_t size = around_request;
    for (const auto& [what, when] : p.steps())
    {
        const std::size_t count = what.args.positional().size() + what.args.by_name().size();
        size += around_step + what.sql.size() + count * around_argument + what.args.size_bytes() * 3 / 2;
    }
    return size;
}

class pipeline_writer
{
public:
    explicit pipeline_writer(const pipeline_options& options) : options_(options) {}

    void begin(std::size_t likely_size)
    {
        out_.reserve(likely_size + options_.baton.size());
        out_ += R"({"baton":)";
        if (options_.baton.empty())
            out_ += "null";
        else
            append_json_text(out_, options_.baton);
        out_ += R"(,"requests":[)";
    }

    void write(const program& p)
    {
        begin(likely_size(p));
        shape_.steps = p.size();
        if (p.size() == 1 && !condition_of(p.steps()[0]))
        {
            shape_.first = hrana_request::execute;
            out_ += R"({"type":"execute","stmt":)";
            write_statement(p.steps()[0].what);
            out_ += '}';
            return;
        }
        shape_.first = hrana_request::batch;
        out_ += R"({"type":"batch","batch":{"steps":[)";
        for (std::size_t i = 0; i < p.size(); ++i)
        {
            if (i > 0)
                out_ += ',';
            write_step(p.steps()[i]);
        }
        out_ += "]}}";
    }

    void write(const script& s)
    {
        shape_.first = hrana_request::sequence;
        write_text_request("sequence", s.sql);
    }

    void write(const description_request& d)
    {
        shape_.first = hrana_request::describe;
        write_text_request("describe", d.sql);
    }

    pipeline end(bool wants_autocommit)
    {
        shape_.get_autocommit = wants_autocommit && options_.version != hrana_version::v2;
        shape_.close = options_.close;
        const char* separator = shape_.first == hrana_request::none ? "" : ",";
        if (shape_.get_autocommit)
        {
            out_ += separator;
            out_ += R"({"type":"get_autocommit"})";
            separator = ",";
        }
        if (shape_.close)
        {
            out_ += separator;
            out_ += R"({"type":"close"})";
        }
        out_ += "]}";
        return {std::move(out_), shape_};
    }

private:
    const step_condition* condition_of(const program::step& s) const
    {
        return s.when && always(*s.when, options_.version) != true ? &*s.when : nullptr;
    }

    void write_step(const program::step& s)
    {
        out_ += '{';
        if (const auto* condition = condition_of(s))
        {
            out_ += R"("condition":)";
            append_condition(out_, *condition, options_.version);
            out_ += ',';
        }
        out_ += R"("stmt":)";
        write_statement(s.what);
        out_ += '}';
    }

    /// Without want_rows some servers leave the rows out.
    void write_statement(const statement& s)
    {
        out_ += R"({"sql":)";
        append_json_text(out_, s.sql);
        if (const auto& named = s.args.by_name(); !named.empty())
            write_named(named);
        else if (const auto& positional = s.args.positional(); !positional.empty())
            write_positional(positional);
        out_ += R"(,"want_rows":true)";
        write_replication_index();
        out_ += '}';
    }

    void write_positional(const std::vector<value>& values)
    {
        out_ += R"(,"args":)";
        char separator = '[';
        for (const auto& v : values)
        {
            out_ += std::exchange(separator, ',');
            append_json_value(out_, v);
        }
        out_ += ']';
    }

    void write_named(const std::vector<params::named_value>& values)
    {
        out_ += R"(,"named_args":)";
        char separator = '[';
        for (const auto& [name, content] : values)
        {
            out_ += std::exchange(separator, ',');
            out_ += R"({"name":)";
            append_json_text(out_, name);
            out_ += R"(,"value":)";
            append_json_value(out_, content);
            out_ += '}';
        }
        out_ += ']';
    }

    void write_text_request(std::string_view type, const std::string& sql)
    {
        begin(around_request + sql.size() * 9 / 8);
        out_ += R"({"type":")";
        out_ += type;
        out_ += R"(","sql":)";
        append_json_text(out_, sql);
        write_replication_index();
        out_ += '}';
    }

    void write_replication_index()
    {
        if (options_.replication_index)
            fmt::format_to(
                std::back_inserter(out_), R"(,"replication_index":"{}")", *options_.replication_index);
    }

    const pipeline_options& options_;
    std::string out_;
    pipeline_shape shape_;
};

} // namespace

std::optional<error> refusal(const work& w, hrana_version version)
{
    if (const auto* p = std::get_if<program>(&w.what))
        return refusal_of(*p, version);
    const auto* s = std::get_if<script>(&w.what);
    if (is_utf8(s != nullptr ? s->sql : std::get<description_request>(w.what).sql))
        return std::nullopt;
    return refused(errc::bad_argument, "the text is not UTF-8");
}

pipeline write_pipeline(const work& w, const pipeline_options& options)
{
    assert(!refusal(w, options.version));
    pipeline_writer writer(options);
    std::visit([&](const auto& what) { writer.write(what); }, w.what);
    return writer.end(w.wants_autocommit);
}

pipeline write_close(std::string_view baton)
{
    pipeline_options options;
    options.baton = baton;
    pipeline_writer writer(options);
    writer.begin(around_request);
    return writer.end(false);
}

} // namespace ws::turso
