#pragma once

#include "support/tcp_peer.hpp"

#include <ws/auth/hmac_token.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace ws::test
{

/// The request that opens a WebSocket at /connection/websocket; `headers` are
/// lines that end in CRLF.
inline std::string upgrade_text(std::string_view headers = {}, std::string_view query = {})
{
    std::string text = "GET /connection/websocket";
    return text.append(query)
        .append(" HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")
        .append(headers)
        .append("\r\n");
}

/// A client over a real socket, byte by byte what an SDK would send.
class client
{
public:
    /// Opens a connection and connects as `user` with a token.
    client(std::uint16_t port, std::string_view user, std::string_view secret_text) : peer_(port)
    {
        peer_.send(upgrade_text());
        if (peer_.read_answer(true).status != 101)
            throw std::runtime_error("no upgrade");
        std::string claims = R"({"sub":")";
        const auto token = auth::sign_hmac_token(claims.append(user).append("\"}"), secret(secret_text));
        send(R"({"id":1,"connect":{"token":")" + token + "\"}}");
        read_until(R"("connect":)");
    }

    void send(std::string_view text)
    {
        if (text.size() > 0xffff)
            throw std::logic_error("a longer frame than this client can build");
        std::string frame{static_cast<char>(0x81)};
        if (text.size() < 126)
            frame += static_cast<char>(0x80 | text.size());
        else
            frame.append(
                {static_cast<char>(0xfe), static_cast<char>(text.size() >> 8),
                 static_cast<char>(text.size())});
        frame.append(4, '\0'); // a mask that changes nothing
        peer_.send(frame.append(text));
    }

    /// Reads until `wanted` has come; all that came so far.
    const std::string& read_until(std::string_view wanted)
    {
        while (received_.find(wanted) == std::string::npos)
        {
            const auto bytes = peer_.read_some();
            if (bytes.empty())
                throw std::runtime_error("the server ended the connection");
            received_ += bytes;
        }
        return received_;
    }

    /// Waits for a close frame, answers it as an SDK does, and gives its code.
    unsigned read_close()
    {
        const std::string head("\x88", 1);
        const auto& all = read_until(head);
        const std::size_t at = all.find(head);
        while (received_.size() < at + 4)
            received_ += peer_.read_some();
        peer_.send(std::string("\x88\x80\0\0\0\0", 6));
        peer_.shut_down_sending();
        return static_cast<unsigned>(static_cast<unsigned char>(received_[at + 2])) << 8 |
               static_cast<unsigned char>(received_[at + 3]);
    }

    /// Vanishes without a word.
    void leave() { peer_.close(); }

private:
    tcp_peer peer_;
    std::string received_;
};

} // namespace ws::test
