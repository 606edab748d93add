#pragma once

#include "alarm.hpp"
#include "curl_socket_watch.hpp"

#include <ws/net/http_client.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <curl/curl.h>
#include <functional>
#include <memory>
#include <unordered_map>

namespace ws::net
{

/// Runs libcurl's transfers on an executor: sockets and time come from Asio, no
/// thread and no poll of libcurl's own (but the one in which it resolves a name).
///
/// Call it on its executor only.
class curl_loop
{
public:
    /// Called once for each transfer that ended by itself, after which it must be
    /// removed; never from within a callback of libcurl's.
    using on_done = std::function<void(CURL*, CURLcode)>;

    curl_loop(boost::asio::any_io_executor executor, const http_client_options& options, on_done done);
    /// All transfers must have been removed. Closes the connections.
    ~curl_loop();
    curl_loop(const curl_loop&) = delete;
    curl_loop& operator=(const curl_loop&) = delete;

    /// Makes the sockets of this handle ours; once for each handle.
    void adopt(CURL* easy);

    /// Starts a transfer: as far as it goes without waiting, unless called from on_done.
    CURLMcode add(CURL* easy);
    /// What is not over yet is aborted.
    void remove(CURL* easy);

    /// When no transfer is under way: lets the executor's own loop end.
    void settle() { alarm_.settle(); }

private:
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address);
    static int close_socket(void* self, curl_socket_t fd);
    static int watch_socket(CURL*, curl_socket_t fd, int what, void* self, void*);
    static int set_timer(CURLM*, long milliseconds, void* self);

    std::shared_ptr<curl_socket_watch> make_watch(int fd);
    /// libcurl waits for nothing on it for now.
    void rest(int fd);
    void forget(int fd);
    /// Lets libcurl work on one socket, or on what time has come for.
    void act(curl_socket_t fd, int events);
    void tell_done();

    struct watched
    {
        std::shared_ptr<curl_socket_watch> watch;
        bool ours; ///< made by open_socket
    };

    boost::asio::any_io_executor executor_;
    on_done done_;
    std::unordered_map<int, watched> watched_;
    alarm alarm_;
    bool acting_ = false;
    bool again_ = false; ///< libcurl wants to be called at once
    CURLM* multi_;
};

} // namespace ws::net
