#pragma once

namespace ws::realtime
{

/// Kept by a connection for whoever let it in: told what becomes of it, and destroyed once
/// its socket is gone. Belongs to the shard's thread.
class connection_watch
{
public:
    virtual ~connection_watch() = default;

    /// The client has connected, so it is known who it is.
    virtual void authenticated() = 0;

    /// The client brought a token that is not valid, on connect or on refresh. One that
    /// has expired, or that could not be verified just now, is none of those.
    virtual void token_refused() = 0;
};

} // namespace ws::realtime
