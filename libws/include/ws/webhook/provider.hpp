#pragma once

#include <ws/base/secret.hpp>
#include <ws/webhook/delivery_request.hpp>
#include <ws/webhook/fal_keys.hpp>
#include <ws/webhook/scheme.hpp>
#include <ws/webhook/verdict.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::webhook
{

inline constexpr std::chrono::seconds default_tolerance{300};

/// How one provider's deliveries are checked, as the operator wrote it.
struct provider_options
{
    scheme used = scheme::standard;
    std::vector<secret> secrets;          ///< newest first; blank ones do not count
    std::vector<std::string> public_keys; ///< `whpk_…`, scheme::standard only; blank ones do not count
    std::chrono::seconds tolerance = default_tolerance; ///< of a timestamp, both ways, edges included
    bool require_signature = false; ///< scheme::shared_secret: the secret alone is not enough
    std::string fal_user_id;        ///< scheme::fal: only this customer's deliveries; "" = anybody's
};

/// What is known without configuration of a provider by its name.
struct provider_preset
{
    scheme used = scheme::standard;
    std::size_t max_body_bytes = 256 * 1024;
};

/// Of "clerk", "replicate", "app" and "fal"; nothing for other names.
std::optional<provider_preset> preset_of(std::string_view provider) noexcept;

/// Something about one of the options. The text repeats no secret; entries are named
/// by their place, from 1.
struct options_remark
{
    enum class option : std::uint8_t
    {
        secrets,
        public_keys,
        tolerance,
    };
    option about = option::secrets;
    std::string text;
};

/// What is to be said about options: problems refuse the start, warnings do not.
struct options_report
{
    std::vector<options_remark> problems;
    std::vector<options_remark> warnings;
};

/// What a check found out.
struct verification
{
    verdict outcome = verdict::missing_headers;
    /// The event's id where headers name one: signed (standard, fal) or not (github).
    /// "" = they do not. Not to be used unless `outcome` is ok.
    std::string id = {};
    /// Receive time minus the sender's timestamp, where there was a well-formed one.
    std::optional<std::chrono::seconds> age = {};
    /// A signature over the body holds, whether or not its timestamp is within the tolerance.
    /// False for a shared secret alone: that proves the sender only.
    bool body_signed = false;
};

/// Checks the deliveries of one provider. Keys are read once, here; verify() is a
/// pure function of its arguments. Belongs to one shard.
class provider
{
public:
    /// Takes what is usable of the options. `report`, if given, receives the rest.
    explicit provider(provider_options options, options_report* report = nullptr);
    ~provider();
    provider(provider&&) noexcept;
    provider& operator=(provider&&) noexcept;

    [[nodiscard]] scheme used() const noexcept;

    /// Whether anything can verify: false means that every delivery is not_configured.
    /// Fal's keys are not configured, so true for scheme::fal.
    [[nodiscard]] bool is_configured() const noexcept;

    /// Replaces fal's keys; until the first time every fal delivery is keys_unavailable.
    void use_fal_keys(fal_keys_ptr keys);

    /// Whether headers and body are the provider's, in constant time where secrets
    /// are compared. The body is parsed only for fal, and there after its signature holds.
    [[nodiscard]] verification verify(const delivery_request& request) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace ws::webhook
