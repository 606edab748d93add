#include "server/config_parts.hpp"
#include "server/config_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

/// Who may post webhooks: WEBHOOK_<NAME>_… and the names that providers are known by.
namespace ws::server
{
namespace
{

using webhook::scheme;

/// In the order of webhook::scheme.
constexpr std::string_view scheme_names[] = {"standard", "github", "stripe", "shared-secret", "fal"};
constexpr std::string_view known_names[] = {"APP", "CLERK", "FAL", "REPLICATE"};
constexpr std::string_view rows[] = {"WEBHOOK_*_SCHEME",      "WEBHOOK_*_SECRETS",
                                     "WEBHOOK_*_PUBLIC_KEYS", "WEBHOOK_*_TOLERANCE",
                                     "WEBHOOK_*_MAX_BODY",    "WEBHOOK_*_REQUIRE_SIGNATURE"};
constexpr std::size_t longest_name = 32;
constexpr std::size_t longest_id = 255;

/// The names of one provider's variables.
class variable_names
{
public:
    explicit variable_names(std::string_view name) : name_(name) {}

    [[nodiscard]] std::string of(std::string_view row) const
    {
        const std::size_t star = row.find('*');
        return std::string(row.substr(0, star)).append(name_).append(row.substr(star + 1));
    }
    [[nodiscard]] std::string scheme() const { return of("WEBHOOK_*_SCHEME"); }
    [[nodiscard]] std::string secrets() const { return of("WEBHOOK_*_SECRETS"); }
    [[nodiscard]] std::string public_keys() const { return of("WEBHOOK_*_PUBLIC_KEYS"); }
    [[nodiscard]] std::string tolerance() const { return of("WEBHOOK_*_TOLERANCE"); }
    [[nodiscard]] std::string max_body() const { return of("WEBHOOK_*_MAX_BODY"); }
    [[nodiscard]] std::string require_signature() const { return of("WEBHOOK_*_REQUIRE_SIGNATURE"); }

    /// One that is set, for a problem that belongs to none in particular.
    [[nodiscard]] std::string any(const config_reader& in) const
    {
        for (const std::string_view row : rows)
            if (std::string variable = of(row); in.text(variable))
                return variable;
        return scheme();
    }

private:
    std::string name_;
};

/// MY_APP is posted to /webhooks/my-app.
std::string path_name(std::string_view name)
{
    std::string path;
    for (const char c : name)
        path += c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return path;
}

bool is_name(std::string_view name)
{
    const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    return name.size() <= longest_name && std::all_of(name.begin(), name.end(), allowed) &&
           name.front() != '_' && name.back() != '_';
}

/// The known providers and those that a variable names.
std::set<std::string_view> names_of(const config_reader& in)
{
    std::set<std::string_view> names(std::begin(known_names), std::end(known_names));
    for (const std::string_view row : rows)
        for (const std::string_view name : in.wildcards(row))
            names.insert(name);
    return names;
}

/// How it signs; nothing where nobody says it.
std::optional<scheme> read_scheme(
    config_reader& in, const variable_names& variables, const std::optional<webhook::provider_preset>& preset)
{
    const std::string variable = variables.scheme();
    if (in.text(variable))
    {
        const auto chosen = in.choice(variable, scheme_names);
        return chosen ? std::optional(static_cast<scheme>(*chosen)) : std::nullopt;
    }
    if (preset)
        return preset->used;
    if (in.is_missing(variable))
        in.problem(
            variables.any(in), "belongs to a provider whose way of signing nobody says",
            fmt::format("set {} to one of {}", variable, fmt::join(scheme_names, ", ")));
    return std::nullopt;
}

/// The variable that a provider's secrets come from while it has none of its own, "" for others.
std::string_view common_variable(std::string_view name)
{
    if (name == "CLERK")
        return "CLERK_WEBHOOK_SIGNING_SECRET";
    if (name == "REPLICATE")
        return "REPLICATE_WEBHOOK_SECRET";
    return name == "APP" ? "WEBHOOK_SECRET" : "";
}

std::vector<secret> secrets_in(config_reader& in, std::string_view variable)
{
    std::vector<secret> secrets;
    for (const std::string_view entry : in.list(variable))
        secrets.emplace_back(entry);
    return secrets;
}

/// Complains of what a stranger could guess.
void check_lengths(config_reader& in, environment env, scheme used, std::string_view variable)
{
    if (used == scheme::standard || used == scheme::fal)
        return; // bytes behind base64, which their own check measures, and none
    std::size_t position = 0;
    for (const std::string_view entry : in.list(variable))
        check_secret_length(in, env, variable, ++position, entry.size());
}

/// Complains of what no request may present.
void check_presentable(config_reader& in, scheme used, std::string_view variable)
{
    const auto too_long = [](std::string_view entry) { return entry.size() > longest_key; };
    const auto entries = in.list(variable);
    if (used == scheme::shared_secret && std::any_of(entries.begin(), entries.end(), too_long))
        in.problem(
            variable,
            fmt::format("has an entry of more than {} characters, which no request may present", longest_key),
            "use a shorter one");
}

/// Which variable its secrets come from.
std::string read_provider_secrets(
    config_reader& in, const config& c, std::string_view name, const variable_names& variables,
    webhook::provider_options& options)
{
    const std::string own = variables.secrets();
    const std::string common(common_variable(name));
    if (in.is_missing(own) && !common.empty())
    {
        options.secrets = secrets_in(in, common);
        check_presentable(in, options.used, common);
        return common;
    }
    options.secrets = secrets_in(in, own);
    check_lengths(in, c.env, options.used, own);
    check_presentable(in, options.used, own);
    // That of the app is the key of the server API as well, so it may well be set.
    if (name != "APP" && !common.empty() && in.text(common))
        in.problem(
            common, fmt::format("is set beside {}, which holds the same provider's secrets", own),
            "put all of them into one of the two, newest first");
    return own;
}

/// Says what the options' own check found, each of the variable it came from.
void report(
    config_reader& in, const variable_names& variables, const std::string& secrets_variable,
    const webhook::options_report& found)
{
    using option = webhook::options_remark::option;
    const auto place = [&](option about)
    {
        if (about == option::secrets)
            return secrets_variable;
        return about == option::public_keys ? variables.public_keys() : variables.tolerance();
    };
    for (const auto& problem : found.problems)
        in.problem(
            place(problem.about), problem.text, "copy it from where the provider shows it, or unset it");
    // What there is to say of WEBHOOK_SECRET was said where it was read.
    if (secrets_variable != "WEBHOOK_SECRET")
        for (const auto& warning : found.warnings)
            in.warn(place(warning.about), warning.text);
}

void read_signature_wish(
    config_reader& in, const variable_names& variables, webhook::provider_options& options)
{
    const std::string variable = variables.require_signature();
    if (!in.text(variable))
        return;
    options.require_signature = in.flag(variable);
    if (options.require_signature && options.used != scheme::shared_secret)
        in.problem(variable, "has no use with this scheme, whose deliveries are always signed", "unset it");
}

void read_provider(config_reader& in, config& c, std::string_view name)
{
    const variable_names variables(name);
    if (!is_name(name))
        return in.problem(
            variables.any(in), "holds no provider's name between WEBHOOK_ and the last part",
            fmt::format("use at most {} of A-Z, 0-9 and _", longest_name));
    webhook_provider_settings provider;
    provider.name = path_name(name);
    const auto preset = webhook::preset_of(provider.name);
    const auto used = read_scheme(in, variables, preset);
    if (!used)
        return;
    webhook::provider_options& options = provider.options;
    options.used = *used;
    const std::string secrets_variable = read_provider_secrets(in, c, name, variables, options);
    for (const std::string_view key : in.list(variables.public_keys()))
        options.public_keys.emplace_back(key);
    options.tolerance = in.duration(variables.tolerance());
    read_signature_wish(in, variables, options);
    if (*used == scheme::fal)
        options.fal_user_id = c.webhooks.fal_user_id;
    provider.max_body_bytes = static_cast<std::size_t>(in.integer(
        variables.max_body(),
        static_cast<std::int64_t>(preset.value_or(webhook::provider_preset{}).max_body_bytes)));

    webhook::options_report found;
    const webhook::provider checked(options, &found);
    report(in, variables, secrets_variable, found);
    if (!checked.is_configured() && !preset)
        in.warn(
            variables.any(in),
            fmt::format("belongs to a provider without a secret: /webhooks/{} answers 503", provider.name));
    c.webhooks.providers.push_back(std::move(provider));
}

/// An id as its provider writes it; it is compared byte by byte.
std::string read_id(config_reader& in, std::string_view name, std::string_view prefix, std::string mend)
{
    const std::string_view id = in.text(name).value_or("");
    const auto printable = [](char c) { return c > ' ' && c < 0x7F; };
    const bool fit = id.size() <= longest_id && std::all_of(id.begin(), id.end(), printable);
    if (!id.empty() && (!fit || !id.starts_with(prefix)))
        in.problem(name, fmt::format("is {}, which is no such id", shown(id)), std::move(mend));
    return std::string(id);
}

std::string read_fal_jwks_url(config_reader& in, environment env)
{
    constexpr std::string_view name = "FAL_JWKS_URL";
    const auto given = in.text(name);
    if (!given)
        return std::string(find_variable(name)->fallback);
    if (const auto mistake = base_url_mistake(*given, env); !mistake.empty())
        in.problem(name, std::string(mistake), "write the https:// address of fal's key set, or unset it");
    return std::string(*given);
}

} // namespace

void read_webhooks(config_reader& in, config& c)
{
    webhook_settings& w = c.webhooks;
    w.clerk_secrets = secrets_in(in, "CLERK_WEBHOOK_SIGNING_SECRET");
    w.clerk_instance =
        read_id(in, "CLERK_INSTANCE_ID", "ins_", "copy it from Clerk's dashboard: it begins with ins_");
    w.replicate_secrets = secrets_in(in, "REPLICATE_WEBHOOK_SECRET");
    w.fal_jwks_url = read_fal_jwks_url(in, c.env);
    w.fal_user_id = read_id(in, "FAL_USER_ID", "", "copy your user id from fal's dashboard");
    for (const std::string_view name : names_of(in))
        read_provider(in, c, name);
    // Path names sort differently where '-' stands for '_'.
    std::sort(
        w.providers.begin(), w.providers.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

void complete_webhooks(config& c)
{
    for (webhook_provider_settings& provider : c.webhooks.providers)
    {
        if (!provider.options.secrets.empty() || !provider.options.public_keys.empty())
            continue;
        if (provider.name == "app")
            provider.options.secrets = c.webhook_secrets;
        if (provider.name == "clerk")
            provider.options.secrets = c.webhooks.clerk_secrets;
    }
}

} // namespace ws::server
