#pragma once

#include <string_view>

namespace ws::server
{

/// Whether this process wants traffic: from when it listens and has seen that the
/// database's schema fits, until it is told to stop. Belongs to the loop's thread.
class readiness
{
public:
    void set_listening() noexcept { listening_ = true; }
    /// Once is enough: a database that goes away later keeps nobody from what needs none.
    void set_schema_fits() noexcept { schema_fits_ = true; }
    /// For good: nothing becomes ready again.
    void set_draining() noexcept { draining_ = true; }

    [[nodiscard]] bool is_ready() const noexcept { return listening_ && schema_fits_ && !draining_; }
    [[nodiscard]] bool is_draining() const noexcept { return draining_; }

    /// "starting", "ok" or "draining".
    [[nodiscard]] std::string_view name() const noexcept
    {
        if (draining_)
            return "draining";
        return is_ready() ? "ok" : "starting";
    }

private:
    bool listening_ = false;
    bool schema_fits_ = false;
    bool draining_ = false;
};

} // namespace ws::server
