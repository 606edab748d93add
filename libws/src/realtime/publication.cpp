#include <ws/realtime/publication.hpp>

namespace ws::realtime
{

std::size_t publication::size_bytes() const noexcept
{
    std::size_t size = data.size();
    if (info)
        size += info->user.size() + info->client.size() + info->conn_info.size() + info->chan_info.size();
    for (const auto& [key, value] : tags)
        size += key.size() + value.size();
    return size;
}

} // namespace ws::realtime
