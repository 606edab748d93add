// The CHANNELS value of the end-to-end tests, merged by the server over its defaults.

const open = {
    allow_subscribe_for_client: true,
    allow_publish_for_subscriber: true,
    allow_presence_for_subscriber: true,
    allow_history_for_subscriber: true,
};

export const channels = {
    /** Everything on, a long memory. */
    chat: { ...open, presence: true, join_leave: true, history_size: 1000, history_ttl: '10m' },
    /** Forgets after three. */
    short: { ...open, history_size: 3, history_ttl: '10m' },
    /** Neither history nor presence; the backend publishes. */
    plain: { allow_subscribe_for_client: true },
};
