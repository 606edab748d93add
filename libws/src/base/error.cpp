#include <ws/base/error.hpp>

#include <string>

namespace ws
{
namespace
{

// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): the base has none, and nobody deletes it
class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "libws"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value))
        {
        case errc::malformed_input:
            return "malformed input";
        case errc::too_large:
            return "too large";
        case errc::invalid_token:
            return "invalid token";
        case errc::expired:
            return "expired";
        case errc::not_found:
            return "not found";
        case errc::conflict:
            return "conflict";
        case errc::timed_out:
            return "timed out";
        case errc::closed:
            return "closed";
        case errc::unavailable:
            return "unavailable";
        }
        return "unknown libws error";
    }
};

} // namespace

const boost::system::error_category& libws_category() noexcept
{
    static const category instance;
    return instance;
}

} // namespace ws
