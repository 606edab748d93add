#include "turso/call_launch.hpp"
#include "turso/client_core.hpp"
#include "turso/embedded_backend.hpp"
#include "turso/remote_backend.hpp"

#include <ws/turso/client.hpp>
#include <ws/turso/database_url.hpp>

#include <algorithm>

namespace ws::turso
{
namespace
{

using namespace std::chrono_literals;

/// Ends the client's work when its last handle goes; calls under way hold the core, not this.
class last_handle
{
public:
    explicit last_handle(std::shared_ptr<client_core> core) : core_(std::move(core)) {}
    last_handle(const last_handle&) = delete;
    last_handle& operator=(const last_handle&) = delete;
    ~last_handle() { core_->abandon(); }

private:
    std::shared_ptr<client_core> core_;
};

/// What is wrong with the options beside the URL, or "".
std::string_view mistake_in(const options& o)
{
    if (o.max_streams == 0 || o.max_transactions == 0 || o.max_connections == 0)
        return "max_streams, max_transactions and max_connections must be at least 1";
    if (o.max_transactions > o.max_streams)
        return "max_transactions must not be above max_streams";
    if (o.deadline <= 0ms || o.connect_timeout <= 0ms)
        return "deadline and connect_timeout must be positive";
    if (o.max_response_bytes == 0)
        return "max_response_bytes must be positive";
    if (o.repeats.budget < 0 || o.repeats.budget > 1)
        return "repeats.budget must be between 0 and 1";
    const auto line_break = [](std::string_view s) { return s.find_first_of("\r\n\0") != s.npos; };
    if (line_break(o.token.reveal()) || line_break(o.encryption_key.reveal()) ||
        line_break(o.database_namespace))
        return "the token, the encryption key and the namespace must not have a line break";
    return {};
}

client_core::make_backend backend_for(const database_url& where, const options& how)
{
    if (const auto* file = std::get_if<embedded_database>(&where))
        return [file = *file, how](const boost::asio::any_io_executor& strand)
        { return make_embedded_backend(strand, file, how.embedded, how.max_response_bytes); };
    return [server = std::get<remote_database>(where), how](const boost::asio::any_io_executor& strand)
    { return make_remote_backend(strand, server, how); };
}

} // namespace

result<client> client::open(const boost::asio::any_io_executor& executor, options how)
{
    auto where = parse_database_url(how.url, how.strict_scheme);
    if (!where)
        return std::move(where).error();
    if (const auto mistake = mistake_in(how); !mistake.empty())
        return client_error(errc::bad_argument, outcome::not_executed, std::string(mistake));
    const auto make = backend_for(*where, how);
    auto core = std::make_shared<client_core>(executor, std::move(how), make);
    auto* const inside = core.get();
    return client(std::shared_ptr<client_core>(std::make_shared<last_handle>(std::move(core)), inside));
}

boost::asio::any_io_executor client::get_executor() const { return core_->on(); }

std::chrono::milliseconds client::default_deadline() const noexcept { return core_->default_deadline(); }

client_stats client::stats() const { return core_->stats(); }

void client::start_execute(handler_of<rows> done, statement what, call_options how)
{
    launch(core_->on(), core_->shared_from_this(), core_->execute(std::move(what), how), std::move(done));
}

void client::start_batch(
    handler_of<std::vector<rows>> done, tx_mode mode, std::vector<statement> what, call_options how)
{
    launch(core_->on(), core_->shared_from_this(), core_->batch(mode, std::move(what), how), std::move(done));
}

void client::start_program(handler_of<program_result> done, program what, call_options how)
{
    launch(core_->on(), core_->shared_from_this(), core_->run(std::move(what), how), std::move(done));
}

void client::start_script(handler_of<void> done, std::string text, call_options how)
{
    launch(core_->on(), core_->shared_from_this(), core_->run_script(std::move(text), how), std::move(done));
}

void client::start_describe(handler_of<statement_description> done, std::string text, call_options how)
{
    launch(core_->on(), core_->shared_from_this(), core_->describe(std::move(text), how), std::move(done));
}

void client::start_begin(handler_of<transaction> done, tx_options mode, call_options how)
{
    launch(core_->on(), core_->shared_from_this(), core_->begin(mode, how), std::move(done));
}

void client::start_shutdown(handler_of<void> done, std::chrono::milliseconds grace)
{
    launch(core_->on(), core_->shared_from_this(), core_->shutdown(grace), std::move(done));
}

} // namespace ws::turso
