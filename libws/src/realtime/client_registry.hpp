#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ws::realtime
{

class client;
struct client_selector;

/// All connections of a shard, and the authenticated ones by id and by user.
class client_registry
{
public:
    void opened(client& c) { open_.insert(&c); }
    /// It was told to go, or has gone.
    void closed(client& c)
    {
        if (open_.erase(&c) > 0 && open_.empty() && on_empty_)
            on_empty_();
    }
    /// Called whenever the last open one has closed.
    void on_empty(std::function<void()> callback) { on_empty_ = std::move(callback); }

    /// Authenticated: findable by its id, its user and its session.
    void add(client& c);
    void remove(client& c);

    // Copies, because acting on clients changes the registry.
    [[nodiscard]] std::vector<client*> select(const client_selector& who) const;
    [[nodiscard]] std::vector<client*> of_user(std::string_view user) const;
    [[nodiscard]] std::vector<client*> of_session(std::string_view session) const;
    [[nodiscard]] std::size_t count_of_user(std::string_view user) const;
    [[nodiscard]] std::size_t count_of_session(std::string_view session) const;
    [[nodiscard]] client* find(std::string_view id) const;
    [[nodiscard]] std::vector<client*> all() const;
    /// By ascending id, the first `most` behind this one.
    [[nodiscard]] std::vector<client*> behind(std::string_view id, std::size_t most) const;
    [[nodiscard]] std::vector<client*> all_open() const { return {open_.begin(), open_.end()}; }

    [[nodiscard]] std::size_t open_count() const noexcept { return open_.size(); }
    [[nodiscard]] std::size_t client_count() const noexcept { return by_id_.size(); }
    [[nodiscard]] std::size_t user_count() const noexcept { return by_user_.size(); }

private:
    std::unordered_set<client*> open_;
    std::function<void()> on_empty_;
    /// Keys view the clients' ids; in order, so that a listing can go on where it stopped.
    std::map<std::string_view, client*> by_id_;
    std::unordered_map<std::string, std::vector<client*>> by_user_;
    std::unordered_map<std::string, std::vector<client*>> by_session_;
};

} // namespace ws::realtime
