#include "turso/remote_backend.hpp"

#include "turso/remote_server.hpp"
#include "turso/remote_session.hpp"

#include <utility>

namespace ws::turso
{
namespace
{

class remote_backend final : public backend
{
public:
    remote_backend(
        const boost::asio::any_io_executor& strand, const remote_database& server, const options& how)
        : server_(std::make_shared<remote_server>(strand, server, how))
    {
    }

    task<result<answer>> run(const work& w) override
    {
        const auto server = server_;
        auto told = co_await server->ask(server->where(), w, {}, true);
        if (!told)
            co_return std::move(told).error();
        if (told->whole_error)
            co_return std::move(*told->whole_error);
        co_return std::move(told->content);
    }

    std::unique_ptr<session> open_session(bool) override { return std::make_unique<remote_session>(server_); }

    /// READONLY is how servers are told that a replica will do. They do not enforce it:
    /// the client does.
    [[nodiscard]] std::string_view begin_text(tx_mode mode) const override
    {
        switch (mode)
        {
        case tx_mode::write:
            return "BEGIN IMMEDIATE";
        case tx_mode::deferred:
            return "BEGIN DEFERRED";
        case tx_mode::read:
            return "BEGIN TRANSACTION READONLY";
        }
        return "BEGIN IMMEDIATE";
    }

    task<void> stop() override { co_await server_->stop(); }

private:
    std::shared_ptr<remote_server> server_;
};

} // namespace

std::unique_ptr<backend> make_remote_backend(
    const boost::asio::any_io_executor& strand, const remote_database& server, const options& how)
{
    return std::make_unique<remote_backend>(strand, server, how);
}

} // namespace ws::turso
