#pragma once

#include <ws/base/clock.hpp>
#include <ws/realtime/broker.hpp>

#include <deque>

namespace ws::realtime
{

/// A fresh random epoch: 16 letters and digits, never empty.
std::string make_epoch();

/// The stream of one channel in memory: where it is and its newest publications
/// (docs/protocol.md). Knows no clock and no subscribers.
class stream
{
public:
    explicit stream(std::string epoch) { top_.epoch = std::move(epoch); }

    /// Gives the publication the next offset and keeps it. `version` is
    /// remembered as that of the newest publication.
    publication_ptr
    append(publication p, const channel_options& o, std::uint64_t version, std::string_view version_epoch);

    /// Whether a publication with this version adds nothing to what is there.
    [[nodiscard]] bool is_outdated(std::uint64_t version, std::string_view version_epoch) const noexcept;

    [[nodiscard]] const stream_position& top() const noexcept { return top_; }

    /// Errors: errc::expired when `since.epoch` is given and differs.
    [[nodiscard]] result<history_page> read(const history_query& query) const;

    void clear() noexcept { kept_.clear(); }
    [[nodiscard]] bool empty() const noexcept { return kept_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return kept_.size(); }

private:
    [[nodiscard]] std::vector<publication_ptr> read_forward(const history_query& query) const;
    [[nodiscard]] std::vector<publication_ptr> read_backward(const history_query& query) const;

    stream_position top_;
    std::deque<publication_ptr> kept_; ///< offsets top - size + 1 … top
    std::uint64_t version_ = 0;
    std::string version_epoch_;
};

} // namespace ws::realtime
