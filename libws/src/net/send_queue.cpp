#include "send_queue.hpp"

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

namespace ws::net
{

bool send_queue::push(frame_ptr f, kind k)
{
    if (sealed_)
        return false;
    count(k) += f->wire().size();
    items_.push_back({std::move(f), k});
    return true;
}

std::size_t send_queue::gather(std::span<iovec> out) const
{
    const std::size_t filled = std::min(out.size(), items_.size() - head_);
    std::size_t skip = sent_;
    for (std::size_t i = 0; i < filled; ++i)
    {
        const std::string_view rest = items_[head_ + i].f->wire().substr(skip);
        // iovec serves readv too, hence its missing const.
        out[i] = {const_cast<char*>(rest.data()), rest.size()};
        skip = 0;
    }
    return filled;
}

void send_queue::consume(std::size_t bytes)
{
    assert(bytes <= this->bytes());
    while (head_ < items_.size())
    {
        item& first = items_[head_];
        const std::size_t rest = first.f->wire().size() - sent_;
        const std::size_t written = std::min(rest, bytes);
        count(first.k) -= written;
        bytes -= written;
        if (written < rest)
        {
            sent_ += written;
            break;
        }
        first.f.reset();
        ++head_;
        sent_ = 0;
    }
    forget_written();
}

void send_queue::forget_written()
{
    if (empty())
    {
        release();
    }
    // Half at a time: each item is moved at most once on the average.
    else if (head_ > 16 && head_ > items_.size() / 2)
    {
        items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
    }
}

void send_queue::drop_unsent()
{
    std::size_t keep = head_;
    for (std::size_t i = head_; i < items_.size(); ++i)
    {
        item& it = items_[i];
        const bool partly_sent = i == head_ && sent_ > 0;
        if (partly_sent || it.k == kind::raw)
            std::swap(items_[keep++], it);
        else
            count(it.k) -= it.f->wire().size();
    }
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(keep), items_.end());
    forget_written();
}

void send_queue::release()
{
    head_ = 0;
    if (items_.capacity() <= inline_items)
        return items_.clear();
    // Neither clear() nor assignment gives memory back, and shrink_to_fit() loses the inline place.
    std::destroy_at(&items_);
    std::construct_at(&items_);
}

void send_queue::clear()
{
    release();
    sent_ = 0;
    bytes_ = {};
}

} // namespace ws::net
