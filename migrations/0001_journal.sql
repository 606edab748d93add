-- migration: expand
--
-- What must not be lost once we said yes: channels, their publications, and which keys
-- were seen.

-- Where a channel stands. `epoch` names the life of its numbering, `top` is the newest offset.
CREATE TABLE ws_channel(
    name TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    top INTEGER NOT NULL
) WITHOUT ROWID;

-- Publications. AUTOINCREMENT: plain rowids are used again after trimming, but followers
-- read on behind the last `seq` they saw.
CREATE TABLE ws_log(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    off INTEGER NOT NULL,
    data BLOB NOT NULL,
    req TEXT NOT NULL UNIQUE, -- our nonce: the same request again changes nothing
    at INTEGER NOT NULL,      -- seconds since 1970
    UNIQUE(channel, off)
);

-- Idempotency keys of the API (scope = channel) and deliveries of webhooks (scope =
-- provider). `off` is the offset of what the key published.
CREATE TABLE ws_seen(
    scope TEXT,
    key TEXT,
    channel TEXT,
    body TEXT NOT NULL, -- hash: another body under the same key is a conflict
    req TEXT NOT NULL,
    until INTEGER NOT NULL, -- seconds since 1970
    off INTEGER,
    PRIMARY KEY(scope, key)
) WITHOUT ROWID;
