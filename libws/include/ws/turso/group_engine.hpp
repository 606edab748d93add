#pragma once

#include <ws/turso/client.hpp>
#include <ws/turso/error.hpp>
#include <ws/turso/options.hpp>
#include <ws/turso/program.hpp>

#include <boost/asio/any_completion_handler.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

namespace ws::turso
{

struct group_options
{
    std::size_t max_items = 256;
    /// Of all items of a group. A server refuses a text beyond 5,000,000 bytes, which is
    /// what a group's items often become.
    std::size_t max_bytes = 4'000'000;
    /// For one group, once it is sent. Well below the 5 s after which a server gives the
    /// write lock of an unfinished transaction to another.
    std::chrono::milliseconds max_time{4'000};
    std::size_t max_queue = 16'384; ///< items that wait for their group
};

/// The part of group_executor that knows no item type.
class group_engine
{
public:
    /// One caller's work. Filled in by read(), on the client's strand.
    class item
    {
    public:
        virtual ~item() = default;
        std::size_t bytes = 0;
    };
    using items = std::span<const std::shared_ptr<item>>;

    /// How a kind of item is carried out. Called on the client's strand.
    class plan
    {
    public:
        virtual ~plan() = default;
        virtual program compose(items group) = 0;
        virtual bool committed(items group, const program_result& told) = 0;
        virtual void read(items group, program_result told) = 0;
        [[nodiscard]] virtual bool idempotent() const = 0;
    };

    group_engine(client database, std::unique_ptr<plan> how, group_options limits);
    ~group_engine();
    group_engine(const group_engine&) = delete;
    group_engine& operator=(const group_engine&) = delete;

    /// `done` gets an error, or a success after read() was called for a group with `work`.
    void submit(
        std::shared_ptr<item> work, call_options how,
        boost::asio::any_completion_handler<void(result<>)> done);

private:
    class core;
    std::shared_ptr<core> core_;
};

} // namespace ws::turso
