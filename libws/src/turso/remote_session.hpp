#pragma once

#include "turso/remote_server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>

namespace ws::turso
{

/// One stream at a server: the baton that proves it, and where it goes on.
class remote_session final : public session
{
public:
    explicit remote_session(std::shared_ptr<remote_server> server);
    ~remote_session() override;

    task<result<answer>> run(const work& w, bool last) override;

private:
    /// A request goes on when its caller was cancelled: only its answer has the baton with
    /// which the stream can be closed, and a server has few streams.
    struct request_state;

    static task<void>
    ask(std::shared_ptr<request_state> state, std::shared_ptr<remote_server> server, remote_database where,
        work w, std::string baton, bool last);
    result<answer> read(result<pipeline_answer> told, bool last);
    void lose();

    std::shared_ptr<remote_server> server_;
    remote_database where_;
    std::string baton_; ///< "" = no stream yet, or none any more
    bool opened_ = false;
    bool lost_ = false;
};

} // namespace ws::turso
