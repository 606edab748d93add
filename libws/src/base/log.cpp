#include <ws/base/json_string.hpp>
#include <ws/base/log.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

namespace ws::log
{
namespace
{

/// Hands finished lines to a function, one at a time.
class function_sink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    explicit function_sink(std::function<void(std::string_view)> writer) : writer_(std::move(writer)) {}

private:
    void sink_it_(const spdlog::details::log_msg& msg) override
    {
        writer_({msg.payload.data(), msg.payload.size()});
    }
    void flush_() override {}

    std::function<void(std::string_view)> writer_;
};

struct state
{
    format form = format::json;
    std::shared_ptr<spdlog::logger> logger;
};

std::atomic<level> lowest{level::info};

/// Replaced as a whole by configure(); read by every writer.
std::shared_ptr<const state> make_state(options opts)
{
    auto s = std::make_shared<state>();
    s->form = opts.form;
    spdlog::sink_ptr sink;
    if (opts.writer)
        sink = std::make_shared<function_sink>(std::move(opts.writer));
    else
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    s->logger = std::make_shared<spdlog::logger>("libws", std::move(sink));
    s->logger->set_pattern("%v");
    s->logger->set_level(spdlog::level::trace);
    s->logger->flush_on(spdlog::level::trace);
    return s;
}

std::mutex state_mutex;
std::shared_ptr<const state> current_state;

std::shared_ptr<const state> current()
{
    const std::lock_guard lock(state_mutex);
    if (!current_state)
        current_state = make_state({});
    return current_state;
}

std::string_view name_of(level l)
{
    switch (l)
    {
    case level::debug:
        return "debug";
    case level::info:
        return "info";
    case level::warn:
        return "warn";
    case level::error:
        return "error";
    case level::off:
        return "off";
    }
    return "?";
}

std::string time_stamp()
{
    const auto now = std::chrono::system_clock::now();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - seconds).count();
    return fmt::format(
        "{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), ms);
}

void append_json_value(std::string& out, const field::value_type& value)
{
    if (const auto* text = std::get_if<std::string_view>(&value))
        append_json_string(out, *text);
    else if (const auto* number = std::get_if<double>(&value))
        out += *number - *number == 0 ? fmt::format("{}", *number) : "null"; // no NaN or infinity in JSON
    else
        std::visit([&](const auto& v) { fmt::format_to(std::back_inserter(out), "{}", v); }, value);
}

std::string json_line(level l, std::string_view event, std::span<const field> fields)
{
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":)", time_stamp(), name_of(l));
    append_json_string(line, event);
    for (const field& f : fields)
    {
        line += ',';
        append_json_string(line, f.key);
        line += ':';
        append_json_value(line, f.value);
    }
    line += '}';
    return line;
}

std::string text_line(level l, std::string_view event, std::span<const field> fields)
{
    std::string line = fmt::format("{} {:<5} {}", time_stamp(), name_of(l), event);
    for (const field& f : fields)
    {
        line += ' ';
        line += f.key;
        line += '=';
        append_json_value(line, f.value);
    }
    return line;
}

} // namespace

std::optional<level> parse_level(std::string_view name)
{
    for (const level l : {level::debug, level::info, level::warn, level::error, level::off})
        if (name == name_of(l))
            return l;
    return std::nullopt;
}

void configure(options opts)
{
    const level new_lowest = opts.lowest;
    auto next = make_state(std::move(opts));
    const std::lock_guard lock(state_mutex);
    current_state = std::move(next);
    lowest.store(new_lowest, std::memory_order_relaxed);
}

bool enabled(level l) noexcept { return l != level::off && l >= lowest.load(std::memory_order_relaxed); }

void write(level l, std::string_view event, std::initializer_list<field> fields)
{
    write_fields(l, event, {fields.begin(), fields.size()});
}

void write_fields(level l, std::string_view event, std::span<const field> fields)
{
    if (!enabled(l))
        return;
    const auto s = current();
    s->logger->info(s->form == format::json ? json_line(l, event, fields) : text_line(l, event, fields));
}

std::string_view excerpt(std::string_view text, std::size_t max_bytes) noexcept
{
    if (text.size() <= max_bytes)
        return text;
    std::size_t end = max_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end);
}

} // namespace ws::log
