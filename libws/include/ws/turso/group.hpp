#pragma once

#include <ws/turso/group_engine.hpp>
#include <ws/turso/mapped_completion.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ws::turso
{

/// How the items of several callers are carried out together: as one program of few
/// statements, whatever their number. Called on the client's strand, one call at a time,
/// but for size_bytes(), which is called by whoever submits.
template <class Item, class Reply>
class group_plan
{
public:
    virtual ~group_plan() = default;

    /// What the item adds to the program, for group_options::max_bytes.
    [[nodiscard]] virtual std::size_t size_bytes(const Item& item) const = 0;
    /// A program with a transaction of its own: it begins, commits, and rolls back where
    /// it could not.
    virtual program compose(std::span<const Item* const> items) = 0;
    /// Whether the transaction was committed. When it was not and there was more than one
    /// item, each is carried out alone: one that spoils its group fails by itself.
    [[nodiscard]] virtual bool
    committed(std::span<const Item* const> items, const program_result& told) const = 0;
    /// What each item's caller is told, in their order.
    virtual std::vector<result<Reply>> read(std::span<const Item* const> items, program_result told) = 0;
    /// The same program carried out a second time changes nothing and reads the same. It is
    /// then sent again, as it was, when its answer is lost.
    [[nodiscard]] virtual bool idempotent() const { return false; }
};

/// Carries out the work of many callers in groups: while one group is under way the next
/// one gathers. An idle executor adds no delay.
///
/// Thread safe. Destroyed while work is under way: what was sent is finished, the rest
/// fails with errc::shut_down.
template <class Item, class Reply>
class group_executor
{
public:
    group_executor(client database, std::unique_ptr<group_plan<Item, Reply>> how, group_options limits = {})
        : plan_(std::move(how)), engine_(std::move(database), std::make_unique<adapter>(plan_), limits)
    {
    }

    /// Completes with result<Reply>, the item's own outcome. Errors: those of its group's
    /// program; errc::bad_argument when the item alone is beyond max_bytes; errc::queue_full.
    /// Cancelled or timed out while it waits, it is taken out (not_executed); once it is
    /// sent, only this caller stops waiting (unknown).
    template <boost::asio::completion_token_for<void(result<Reply>)> Token = boost::asio::deferred_t>
    auto submit(Item what, call_options how = {}, Token&& token = Token())
    {
        auto begin = [this](auto handler, Item given, call_options limits)
        {
            auto work = std::make_shared<entry>(std::move(given));
            work->bytes = plan_->size_bytes(work->content);
            auto take = [work](result<> told)
            { return told ? std::move(*work->reply) : result<Reply>(std::move(told).error()); };
            using completion = mapped_completion<decltype(take), decltype(handler)>;
            engine_.submit(work, limits, completion(std::move(take), std::move(handler)));
        };
        return boost::asio::async_initiate<Token, void(result<Reply>)>(
            std::move(begin), token, std::move(what), how);
    }

private:
    using plan_type = group_plan<Item, Reply>;

    struct entry final : group_engine::item
    {
        explicit entry(Item given) : content(std::move(given)) {}

        Item content;
        std::optional<result<Reply>> reply;
    };

    /// The engine's plan in terms of the typed one.
    class adapter final : public group_engine::plan
    {
    public:
        explicit adapter(std::shared_ptr<plan_type> how) : how_(std::move(how)) {}

        program compose(group_engine::items group) override { return how_->compose(contents(group)); }
        bool committed(group_engine::items group, const program_result& told) override
        {
            return how_->committed(contents(group), told);
        }
        void read(group_engine::items group, program_result told) override
        {
            auto replies = how_->read(contents(group), std::move(told));
            for (std::size_t i = 0; i < group.size(); ++i)
                static_cast<entry&>(*group[i]).reply = std::move(replies.at(i));
        }
        [[nodiscard]] bool idempotent() const override { return how_->idempotent(); }

    private:
        std::span<const Item* const> contents(group_engine::items group)
        {
            contents_.clear();
            for (const auto& i : group)
                contents_.push_back(&static_cast<const entry&>(*i).content);
            return contents_;
        }

        std::shared_ptr<plan_type> how_;
        std::vector<const Item*> contents_;
    };

    std::shared_ptr<plan_type> plan_;
    group_engine engine_;
};

} // namespace ws::turso