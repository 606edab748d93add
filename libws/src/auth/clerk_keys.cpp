#include <ws/auth/clerk_keys.hpp>

#include <cassert>
#include <utility>

namespace ws::auth
{
namespace
{

class fixed_clerk_keys final : public clerk_keys
{
public:
    explicit fixed_clerk_keys(key_set_ptr keys) : keys_(std::move(keys)) { assert(keys_); }

    net::task<key_answer> keys_for(key_request& request) override
    {
        key_answer answer;
        answer.what = request.has_failed() ? key_answer::action::refuse : key_answer::action::use;
        answer.keys = keys_;
        answer.reason = token_reason::token_invalid_signature;
        co_return answer;
    }

    net::task<void> start(std::chrono::milliseconds) override { co_return; }
    net::task<void> stop() override { co_return; }

    clerk_keys_status status() const override
    {
        return {.keys = keys_->size(), .skipped_entries = keys_->skipped()};
    }

private:
    key_set_ptr keys_;
};

} // namespace

std::unique_ptr<clerk_keys> make_fixed_clerk_keys(key_set_ptr keys)
{
    return std::make_unique<fixed_clerk_keys>(std::move(keys));
}

net::task<token_result<clerk_identity>> verify_clerk_token(
    const clerk_token_verifier& verifier, const unverified_clerk_token& token, clerk_keys& keys,
    const now_fn& now, bool request_has_origin)
{
    key_request request(token.key_id());
    for (;;)
    {
        const key_answer answer = co_await keys.keys_for(request);
        if (answer.what != key_answer::action::use)
            co_return answer.reason;
        const token_circumstances circumstances{now(), request_has_origin};
        auto who = verifier.verify(token, *answer.keys, circumstances);
        if (who || who.error() != token_reason::token_invalid_signature)
            co_return who;
        request.signature_failed();
    }
}

} // namespace ws::auth
