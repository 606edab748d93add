#include "webhook/scheme_fal.hpp"
#include "webhook/scheme_github.hpp"
#include "webhook/scheme_shared_secret.hpp"
#include "webhook/scheme_standard.hpp"
#include "webhook/scheme_stripe.hpp"

#include <ws/webhook/provider.hpp>
#include <ws/webhook/signing_secret.hpp>

#include <utility>

namespace ws::webhook
{

struct provider::state
{
    scheme used = scheme::standard;
    std::chrono::seconds tolerance{};
    std::string fal_user_id;
    std::vector<secret> secrets; ///< github, stripe
    standard_keys standard;      ///< standard
    shared_secret_keys shared;   ///< shared_secret
    std::size_t usable_keys = 0; ///< of all kinds but fal's
    fal_keys_ptr published;      ///< fal
};

namespace
{

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

using option = options_remark::option;

options_remark of_entry(option about, std::size_t place, std::string_view what)
{
    std::string text(about == option::secrets ? "secret " : "public key ");
    text.append(std::to_string(place)).append(" ").append(what);
    return {about, std::move(text)};
}

std::vector<secret> read_secrets(const provider_options& options, options_report& report)
{
    std::vector<secret> keys;
    for (std::size_t i = 0; i < options.secrets.size(); ++i)
    {
        const std::string_view text = options.secrets[i].reveal();
        if (is_blank(text))
            continue;
        std::string why;
        auto parsed = parse_signing_secret(options.used, text, why);
        if (!parsed)
        {
            report.problems.push_back(of_entry(option::secrets, i + 1, why));
            continue;
        }
        if (!parsed->warning.empty())
            report.warnings.push_back(of_entry(option::secrets, i + 1, parsed->warning));
        keys.push_back(std::move(parsed->key));
    }
    return keys;
}

std::vector<codec::ed25519_public_key>
read_public_keys(const provider_options& options, options_report& report)
{
    std::vector<codec::ed25519_public_key> keys;
    for (std::size_t i = 0; i < options.public_keys.size(); ++i)
    {
        const std::string& text = options.public_keys[i];
        if (is_blank(text))
            continue;
        std::string why;
        auto key = parse_public_key(text, why);
        if (options.used != scheme::standard)
            report.problems.push_back(of_entry(
                option::public_keys, i + 1, "has no use with this scheme; only 'standard' has them"));
        else if (!key)
            report.problems.push_back(of_entry(option::public_keys, i + 1, why));
        else
            keys.push_back(std::move(*key));
    }
    return keys;
}

shared_secret_keys shared_keys(const std::vector<secret>& secrets, bool require_signature)
{
    shared_secret_keys keys;
    std::vector<auth::api_key> presented;
    for (const secret& shared : secrets)
    {
        presented.push_back({{}, codec::sha256(shared.reveal()), auth::api_scope::none});
        keys.signing.hmac.push_back(signing_key_of_shared(shared));
    }
    keys.presented = auth::api_key_ring(std::move(presented));
    keys.require_signature = require_signature;
    return keys;
}

} // namespace

std::optional<provider_preset> preset_of(std::string_view provider) noexcept
{
    constexpr std::size_t small = provider_preset{}.max_body_bytes;
    constexpr std::size_t with_outputs = 1024 * 1024;
    if (provider == "clerk")
        return provider_preset{scheme::standard, small};
    if (provider == "app")
        return provider_preset{scheme::shared_secret, small};
    if (provider == "replicate")
        return provider_preset{scheme::standard, with_outputs};
    if (provider == "fal")
        return provider_preset{scheme::fal, with_outputs};
    return std::nullopt;
}

provider::provider(provider_options options, options_report* report) : state_(std::make_unique<state>())
{
    options_report unheard;
    options_report& heard = report != nullptr ? *report : unheard;
    auto secrets = read_secrets(options, heard);
    auto public_keys = read_public_keys(options, heard);
    if (options.tolerance < std::chrono::seconds(0))
        heard.problems.push_back({option::tolerance, "the tolerance is negative"});

    state_->used = options.used;
    state_->tolerance = options.tolerance;
    state_->fal_user_id = std::move(options.fal_user_id);
    state_->usable_keys = secrets.size() + public_keys.size();
    if (options.used == scheme::standard)
        state_->standard = {std::move(secrets), std::move(public_keys)};
    else if (options.used == scheme::shared_secret)
        state_->shared = shared_keys(secrets, options.require_signature);
    else
        state_->secrets = std::move(secrets);
}

provider::~provider() = default;
provider::provider(provider&&) noexcept = default;
provider& provider::operator=(provider&&) noexcept = default;

scheme provider::used() const noexcept { return state_->used; }

bool provider::is_configured() const noexcept
{
    return state_->used == scheme::fal || state_->usable_keys > 0;
}

void provider::use_fal_keys(fal_keys_ptr keys) { state_->published = std::move(keys); }

verification provider::verify(const delivery_request& request) const
{
    const state& s = *state_;
    if (s.used == scheme::fal)
    {
        if (s.published == nullptr || s.published->empty())
            return {.outcome = verdict::keys_unavailable};
        return verify_fal(*s.published, s.fal_user_id, request, s.tolerance);
    }
    if (!is_configured())
        return {.outcome = verdict::not_configured};
    if (s.used == scheme::github)
        return verify_github(s.secrets, request);
    if (s.used == scheme::stripe)
        return verify_stripe(s.secrets, request, s.tolerance);
    if (s.used == scheme::shared_secret)
        return verify_shared_secret(s.shared, request, s.tolerance);

    header_lookup lookup(request.headers);
    const found_headers family = find_standard_headers(lookup);
    if (family.outcome != verdict::ok)
        return {.outcome = family.outcome};
    return verify_standard(family.headers, s.standard, request, s.tolerance);
}

} // namespace ws::webhook
