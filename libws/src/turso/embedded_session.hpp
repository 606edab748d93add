#pragma once

#include "turso/embedded_call.hpp"
#include "turso/worker_lane.hpp"

#include <memory>
#include <optional>

namespace ws::turso
{

/// Holds one worker from its first call to its end.
class embedded_session : public session
{
public:
    /// `only_reads`: what writes fails with SQLITE_READONLY.
    embedded_session(std::shared_ptr<worker_lane> lane, bool only_reads, std::size_t max_response_bytes);
    embedded_session(const embedded_session&) = delete;
    embedded_session& operator=(const embedded_session&) = delete;
    ~embedded_session() override;

    task<result<answer>> run(const work& w, bool last) override;

private:
    /// Gives the worker back, which first rolls back what is open.
    void give_up();

    std::shared_ptr<worker_lane> lane_;
    bool only_reads_;
    std::size_t max_response_bytes_;
    std::optional<worker_lease> lease_;
    bool ended_ = false;
};

} // namespace ws::turso
