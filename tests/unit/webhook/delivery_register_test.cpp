#include "verdict_printer.hpp"

#include <ws/webhook/delivery_register.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace ws::webhook;
using namespace std::chrono_literals;

delivery with_keys(std::vector<std::string> keys, std::string_view body = "A")
{
    return {"app", std::move(keys), ws::codec::sha256(body)};
}

class DeliveryRegister : public testing::Test
{
protected:
    std::pair<verdict, delivery_claim> begin(delivery d)
    {
        std::pair<verdict, delivery_claim> got{verdict::failed, delivery_claim()};
        deliveries.begin(
            std::move(d),
            [&](verdict v, delivery_claim c)
            {
                EXPECT_EQ(v == verdict::ok, static_cast<bool>(c));
                got = {v, std::move(c)};
            });
        return got;
    }

    /// Claims and completes, as a delivery that is processed at once.
    verdict process(delivery d)
    {
        auto [outcome, claim] = begin(std::move(d));
        if (claim)
            claim.complete([](const ws::result<>& remembered) { EXPECT_TRUE(remembered); });
        return outcome;
    }

    ws::steady_time now{1000h};
    std::unique_ptr<delivery_store> store = make_memory_delivery_store([this] { return now; }, 4);
    delivery_register deliveries{*store, [this] { return now; }, 60s, 3};
};

TEST_F(DeliveryRegister, ProcessedDelivery_IsADuplicateOrAConflictFor72Hours)
{
    EXPECT_EQ(process(with_keys({"1"})), verdict::ok);
    now += 72h - 1ns;
    EXPECT_EQ(process(with_keys({"1"})), verdict::duplicate);
    EXPECT_EQ(process(with_keys({"1"}, "B")), verdict::conflict);
    now += 1ns;
    EXPECT_EQ(process(with_keys({"1"}, "B")), verdict::ok);
}

TEST_F(DeliveryRegister, Duplicate_DoesNotProlongTheWindow)
{
    process(with_keys({"1"}));
    now += 71h;
    EXPECT_EQ(process(with_keys({"1"})), verdict::duplicate);
    now += 1h;
    EXPECT_EQ(process(with_keys({"1"})), verdict::ok);
}

TEST_F(DeliveryRegister, DeliveryInProgress_IsBusyWhateverItsBody)
{
    const auto held = begin(with_keys({"1"}));
    EXPECT_EQ(held.first, verdict::ok);
    EXPECT_EQ(process(with_keys({"1"})), verdict::busy);
    EXPECT_EQ(process(with_keys({"1"}, "B")), verdict::busy);
    EXPECT_EQ(process(with_keys({"2"})), verdict::ok);
}

TEST_F(DeliveryRegister, ClaimThatIsDropped_LetsTheNextAttemptIn)
{
    {
        const auto held = begin(with_keys({"1"}));
    }
    EXPECT_EQ(process(with_keys({"1"}, "B")), verdict::ok);
}

TEST_F(DeliveryRegister, SameKeyOfAnotherProvider_IsAnotherDelivery)
{
    process(with_keys({"1"}));
    EXPECT_EQ(process({"clerk", {"1"}, ws::codec::sha256("B")}), verdict::ok);
}

TEST_F(DeliveryRegister, AnyKeyInCommon_MakesADuplicate)
{
    process(with_keys({"1", "hash"}));
    EXPECT_EQ(process(with_keys({"2", "hash"})), verdict::duplicate);
    EXPECT_EQ(process(with_keys({"2"})), verdict::ok);
}

TEST_F(DeliveryRegister, AnyKeyInProgress_IsBusyAndClaimsNothing)
{
    const auto held = begin(with_keys({"1", "hash"}));
    EXPECT_EQ(process(with_keys({"2", "hash"})), verdict::busy);
    EXPECT_EQ(process(with_keys({"2"})), verdict::ok);
}

TEST_F(DeliveryRegister, LeaseThatRanOut_KeepsNobodyOut)
{
    auto slow = begin(with_keys({"1"}));
    now += 60s - 1ns;
    EXPECT_EQ(process(with_keys({"1"})), verdict::busy);
    now += 1ns;
    auto second = begin(with_keys({"1"}));
    EXPECT_EQ(second.first, verdict::ok);
    slow.second = {}; // must not give the second one's claim back
    EXPECT_EQ(process(with_keys({"1"})), verdict::busy);
}

TEST_F(DeliveryRegister, FullStore_RefusesNewOnesAndKnowsTheOld)
{
    for (const char* key : {"1", "2", "3", "4"})
        EXPECT_EQ(process(with_keys({key})), verdict::ok);
    EXPECT_EQ(process(with_keys({"5"})), verdict::store_unavailable);
    EXPECT_EQ(process(with_keys({"1"})), verdict::duplicate);
    now += 72h;
    EXPECT_EQ(process(with_keys({"5"})), verdict::ok);
}

TEST_F(DeliveryRegister, ProviderThatIsFull_TakesNoRoomFromOthers)
{
    for (const char* key : {"1", "2", "3", "4"})
        EXPECT_EQ(process(with_keys({key})), verdict::ok);
    EXPECT_EQ(process(with_keys({"5"})), verdict::store_unavailable);
    EXPECT_EQ(process({"clerk", {"1"}, ws::codec::sha256("A")}), verdict::ok);
    EXPECT_EQ(store->count_of("app"), 4U);
    EXPECT_EQ(store->count_of("clerk"), 1U);
    EXPECT_EQ(store->count_of("fal"), 0U);
    now += 72h;
    EXPECT_EQ(process(with_keys({"1", "5"})), verdict::ok);
    EXPECT_EQ(store->count_of("app"), 2U);
}

TEST_F(DeliveryRegister, TooManyInProgress_AreRefusedUntilLeasesRunOut)
{
    std::vector<std::pair<verdict, delivery_claim>> held;
    for (const char* key : {"1", "2", "3"})
        held.push_back(begin(with_keys({key})));
    EXPECT_EQ(process(with_keys({"4"})), verdict::store_unavailable);
    now += 60s;
    EXPECT_EQ(process(with_keys({"4"})), verdict::ok);
}

TEST_F(DeliveryRegister, ClaimsThatOutliveTheRegister_AreHarmless)
{
    delivery_claim kept;
    {
        delivery_register short_lived(*store, [this] { return now; });
        short_lived.begin(with_keys({"1"}), [&](verdict, delivery_claim c) { kept = std::move(c); });
    }
    kept.complete([](const ws::result<>& remembered) { EXPECT_TRUE(remembered); });
    EXPECT_FALSE(kept);
    EXPECT_EQ(process(with_keys({"1"})), verdict::duplicate);
}

/// A store that answers when the test says so, as one behind a database does.
class late_store final : public delivery_store
{
public:
    void find(const delivery&, find_handler handler) override { finding.push_back(std::move(handler)); }
    void remember(const delivery&, remember_handler handler) override
    {
        remembering.push_back(std::move(handler));
    }
    [[nodiscard]] std::size_t count_of(std::string_view) const override { return 0; }
    std::vector<find_handler> finding;
    std::vector<remember_handler> remembering;
};

TEST(DeliveryRegisterLateStore, ClaimHoldsWhileTheStoreIsAsked)
{
    late_store store;
    delivery_register deliveries(store, [] { return ws::steady_time(1000h); });
    std::vector<verdict> verdicts;
    delivery_claim claim;
    const auto handler = [&](verdict v, delivery_claim c)
    {
        verdicts.push_back(v);
        claim = std::move(c);
    };

    deliveries.begin(with_keys({"1"}), handler);
    EXPECT_TRUE(verdicts.empty());
    deliveries.begin(with_keys({"1"}), handler);
    EXPECT_EQ(verdicts, std::vector{verdict::busy});
    std::exchange(store.finding, {}).front()(delivery_record::unknown);
    EXPECT_EQ(verdicts.back(), verdict::ok);

    bool remembered = true;
    claim.complete([&](const ws::result<>& r) { remembered = r.has_value(); });
    deliveries.begin(with_keys({"1"}), handler);
    EXPECT_EQ(verdicts.back(), verdict::busy);
    std::exchange(store.remembering, {}).front()(ws::errc::unavailable);
    EXPECT_FALSE(remembered);
    deliveries.begin(with_keys({"1"}), handler);
    ASSERT_EQ(store.finding.size(), 1U);
    std::exchange(store.finding, {}).front()(ws::errc::unavailable);
    EXPECT_EQ(verdicts.back(), verdict::store_unavailable);
}

} // namespace
