#include "turso/connection_keeper.hpp"

namespace ws::turso
{

result<sqlite_connection*> connection_keeper::get(const stop_flag& stop)
{
    if (settings_.in_memory && !anchor_)
    {
        auto anchor = sqlite_connection::open(settings_, stop);
        if (!anchor)
            return std::move(anchor).error();
        anchor_ = std::move(*anchor);
        anchor_->obey(nullptr);
    }
    if (!connection_)
    {
        auto opened = sqlite_connection::open(settings_, stop);
        if (!opened)
            return std::move(opened).error();
        connection_ = std::move(*opened);
    }
    connection_->obey(&stop);
    return connection_.get();
}

void connection_keeper::tidy() noexcept
{
    if (!connection_)
        return;
    connection_->obey(nullptr);
    connection_->forget_stream();
    if (connection_->touched() || connection_->in_transaction())
        connection_.reset();
    else
        connection_->set_only_reads(settings_.only_reads);
}

} // namespace ws::turso
