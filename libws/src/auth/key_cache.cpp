#include <ws/auth/key_cache.hpp>

#include <algorithm>
#include <cassert>

namespace ws::auth
{
namespace
{

/// What no key set can hold is not worth a refresh, nor memory.
bool may_exist(const std::optional<std::string>& key_id)
{
    return key_id && !key_id->empty() && key_id->size() <= max_key_id_bytes;
}

key_answer refuse(token_reason reason)
{
    key_answer answer;
    answer.what = key_answer::action::refuse;
    answer.reason = reason;
    return answer;
}

} // namespace

key_answer key_cache::ask(key_request& request, steady_time now)
{
    if (!usable(now))
        return without_keys(request, now);
    if (request.signature_failed_ && request.tried_load_ == loads_)
        return after_wrong_signature(request, now);
    if (keys_->find(request.key_id_).empty())
        return with_unknown_id(request, now);
    return with_known_id(request, now);
}

bool key_cache::poll(steady_time now)
{
    const bool due = !usable(now) || now - loaded_at_ >= options_.refresh_ahead;
    return due && begin_refresh(now);
}

void key_cache::refresh_succeeded(key_set_ptr keys, steady_time now)
{
    assert(refreshing_ && keys);
    refreshing_ = false;
    failure_.reset();
    keys_ = std::move(keys);
    loaded_at_ = now;
    ++loads_;
}

void key_cache::refresh_failed(token_reason reason, steady_time now)
{
    assert(refreshing_);
    refreshing_ = false;
    failure_ = reason;
    if (reason == token_reason::secret_key_invalid)
        secret_key_refused(now);
}

void key_cache::secret_key_refused(steady_time now) { secret_refused_ = now; }

bool key_cache::may_ask_backend(steady_time now) const
{
    return !secret_refused_ || now - *secret_refused_ >= options_.refused_secret_pause;
}

std::optional<std::chrono::nanoseconds> key_cache::age(steady_time now) const
{
    if (!keys_)
        return std::nullopt;
    return now - loaded_at_;
}

key_alarm key_cache::alarm(steady_time now) const
{
    if (!may_ask_backend(now) || failure_ == token_reason::secret_key_invalid)
        return key_alarm::secret_key_refused;
    if (!failure_)
        return key_alarm::none;
    if (!usable(now))
        return key_alarm::no_keys;
    return now - loaded_at_ >= options_.alarm_after ? key_alarm::stale_keys : key_alarm::none;
}

bool key_cache::usable(steady_time now) const { return keys_ && now - loaded_at_ <= options_.max_stale; }

/// One at a time, within the budget, and only where there is somebody to ask.
bool key_cache::begin_refresh(steady_time now)
{
    if (refreshing_ || (!may_ask_backend(now) && !options_.has_other_source))
        return false;
    const auto spent = std::max(next_refresh_.value_or(now), now) + options_.refresh_interval;
    if (spent - now > options_.refresh_interval * options_.refresh_burst)
        return false;
    next_refresh_ = spent;
    refreshing_ = true;
    return true;
}

key_answer key_cache::use(key_request& request, bool start_refresh) const
{
    request.tried_load_ = loads_;
    key_answer answer;
    answer.what = key_answer::action::use;
    answer.start_refresh = start_refresh;
    answer.keys = keys_;
    return answer;
}

/// Joins or starts a refresh; nothing when this request has waited before, or when
/// no refresh is under way and none may begin.
std::optional<key_answer> key_cache::wait_for_refresh(key_request& request, steady_time now)
{
    if (request.waiting_since_)
        return std::nullopt;
    const bool joined = refreshing_;
    if (!joined && !begin_refresh(now))
        return std::nullopt;
    request.waiting_since_ = loads_;
    key_answer answer;
    answer.what = key_answer::action::wait;
    answer.start_refresh = !joined;
    return answer;
}

key_answer key_cache::without_keys(key_request& request, steady_time now)
{
    if (auto wait = wait_for_refresh(request, now))
        return *wait;
    return refuse(infrastructure_reason(now));
}

key_answer key_cache::with_known_id(key_request& request, steady_time now)
{
    const auto age = now - loaded_at_;
    if (age < options_.refresh_ahead)
        return use(request, false);
    // A retired key should be gone after `fresh`. Once a refresh has failed, though,
    // waiting for the next would only delay everybody for as long as the source is down.
    if (age >= options_.fresh && !failure_)
        if (auto wait = wait_for_refresh(request, now))
            return *wait;
    return use(request, begin_refresh(now));
}

key_answer key_cache::with_unknown_id(key_request& request, steady_time now)
{
    if (!may_exist(request.key_id_))
        return refuse(token_reason::jwk_kid_mismatch);
    const auto known = unknown_ids_.find(*request.key_id_);
    if (known != unknown_ids_.end() && known->second > now)
        return refuse(token_reason::jwk_kid_mismatch);
    if (auto wait = wait_for_refresh(request, now))
        return *wait;
    if (loaded_since_waiting(request))
    {
        remember_unknown(*request.key_id_, now);
        return refuse(token_reason::jwk_kid_mismatch);
    }
    // It waited in vain, or the source fails: the key may exist, so that is not final.
    if (request.waiting_since_ || failure_)
        return refuse(infrastructure_reason(now));
    return refuse(token_reason::jwk_kid_mismatch);
}

key_answer key_cache::after_wrong_signature(key_request& request, steady_time now)
{
    // An instance may have been given a new key under its old id.
    if (now - loaded_at_ <= options_.settled)
        return refuse(token_reason::token_invalid_signature);
    if (auto wait = wait_for_refresh(request, now))
        return *wait;
    if (!loaded_since_waiting(request) && (request.waiting_since_ || failure_))
        return refuse(infrastructure_reason(now));
    return refuse(token_reason::token_invalid_signature);
}

token_reason key_cache::infrastructure_reason(steady_time now) const
{
    if (!may_ask_backend(now) && !options_.has_other_source)
        return token_reason::secret_key_invalid;
    return failure_.value_or(token_reason::jwk_remote_failed_to_load);
}

bool key_cache::loaded_since_waiting(const key_request& request) const
{
    return request.waiting_since_ && *request.waiting_since_ != loads_;
}

/// When full of ids that still count, one more is not remembered: the budget for
/// refreshes holds without it.
void key_cache::remember_unknown(const std::string& key_id, steady_time now)
{
    const auto until = now + options_.unknown_id_memory;
    if (const auto known = unknown_ids_.find(key_id); known != unknown_ids_.end())
    {
        known->second = until;
        return;
    }
    if (unknown_ids_.size() >= options_.max_unknown_ids)
        std::erase_if(unknown_ids_, [now](const auto& item) { return item.second <= now; });
    if (unknown_ids_.size() >= options_.max_unknown_ids)
        return;
    unknown_ids_.emplace(key_id, until);
}

} // namespace ws::auth
