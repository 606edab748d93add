#pragma once

#include <algorithm>

namespace ws::turso
{

/// Keeps repeats a small part of all requests, so that a server in trouble is not given
/// more work than it has. A few are always allowed: a quiet client may repeat too.
class repeat_budget
{
public:
    explicit repeat_budget(double part) : part_(part) {}

    void count_request() noexcept { saved_ = std::min(saved_ + part_, most_saved); }

    /// Whether a repeat is allowed now; counts it.
    [[nodiscard]] bool take() noexcept
    {
        if (saved_ < 1)
            return false;
        saved_ -= 1;
        return true;
    }

private:
    static constexpr double most_saved = 10;

    double part_;
    double saved_ = most_saved;
};

} // namespace ws::turso
