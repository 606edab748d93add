#include "webhook/claim_table.hpp"

#include <ws/webhook/delivery_register.hpp>

#include <cassert>
#include <utility>

namespace ws::webhook
{

struct delivery_claim::held
{
    held(std::shared_ptr<claim_table> c, delivery_store& s, delivery d, std::uint64_t n)
        : claims(std::move(c)), store(s), claimed(std::move(d)), number(n)
    {
    }
    ~held() { claims->give_back(claimed, number); }
    held(const held&) = delete;
    held& operator=(const held&) = delete;

    std::shared_ptr<claim_table> claims;
    delivery_store& store;
    delivery claimed;
    std::uint64_t number;
};

delivery_claim::delivery_claim(std::shared_ptr<held> h) : held_(std::move(h)) {}
delivery_claim::~delivery_claim() = default;
delivery_claim::delivery_claim(delivery_claim&&) noexcept = default;
delivery_claim& delivery_claim::operator=(delivery_claim&&) noexcept = default;

void delivery_claim::complete(delivery_store::remember_handler handler)
{
    assert(held_ != nullptr);
    auto h = std::move(held_);
    delivery_store& store = h->store;
    const delivery& claimed = h->claimed;
    store.remember(
        claimed,
        [h = std::move(h), handler = std::move(handler)](const result<>& remembered) mutable
        {
            h.reset(); // the record keeps others out from here on
            handler(remembered);
        });
}

namespace
{

verdict verdict_of(const result<delivery_record>& record)
{
    if (!record)
        return verdict::store_unavailable;
    switch (*record)
    {
    case delivery_record::same:
        return verdict::duplicate;
    case delivery_record::other:
        return verdict::conflict;
    case delivery_record::unknown:
        break;
    }
    return verdict::ok;
}

} // namespace

delivery_register::delivery_register(
    delivery_store& store, steady_now_fn now, std::chrono::seconds lease, std::size_t capacity)
    : store_(store), now_(std::move(now)), claims_(std::make_shared<claim_table>(lease, capacity))
{
}

delivery_register::~delivery_register() = default;

void delivery_register::begin(delivery d, begin_handler handler)
{
    const auto ticket = claims_->take(d, now_());
    if (ticket.got == claim_table::outcome::busy)
        return handler(verdict::busy, {});
    if (ticket.got == claim_table::outcome::full)
        return handler(verdict::store_unavailable, {});

    // Looked up only while claimed: else two copies could both find nothing.
    auto h = std::make_shared<delivery_claim::held>(claims_, store_, std::move(d), ticket.number);
    const delivery& claimed = h->claimed;
    store_.find(
        claimed,
        [h = std::move(h), handler = std::move(handler)](const result<delivery_record>& record) mutable
        {
            const verdict outcome = verdict_of(record);
            delivery_claim claim(std::move(h));
            if (outcome != verdict::ok)
                claim = {};
            handler(outcome, std::move(claim));
        });
}

} // namespace ws::webhook
