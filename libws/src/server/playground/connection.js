// One session's connection, made with the official SDK, and what happens to it as events.

import { fetchToken } from './server.js';

const { Centrifuge } = globalThis;

/** A session that nobody has had before. */
export function newSession(person) {
    const bytes = crypto.getRandomValues(new Uint8Array(20));
    return { ...person, id: `sess_${Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')}` };
}

/**
 * Emits, each with a detail:
 *   phase    {phase: connecting | connected | idle | closed, code, reason, client?}
 *   token    {expiresAt (ms), lifetime (ms), refreshes}
 *   channel  {channel, state: subscribing | subscribed | unsubscribed | removed, own, code?, reason?, offset?, epoch?,
 *             recovering?, recovered?, missed?}; `own`: the server subscribed it, not this page; `missed`: messages
             that were recovered follow
 *   message  {channel, data, offset?, user?, mine}
 *   trouble  {text}
 */
export class Connection extends EventTarget {
    #client;
    #refreshes = -1;
    #id = '';

    constructor(url, session) {
        super();
        this.session = session;
        this.#client = new Centrifuge(url, { getToken: () => this.#token(), minReconnectDelay: 300, maxReconnectDelay: 5000 });
        this.#follow();
    }

    connect() { this.#client.connect(); }
    disconnect() { this.#client.disconnect(); }
    publish(channel, data) { return this.#client.publish(channel, data); }

    /** `getToken` gives a subscription token, for channels that want one. */
    subscribe(channel, getToken) {
        if (this.#client.getSubscription(channel))
            return;
        const subscription = this.#client.newSubscription(channel, getToken ? { getToken } : {});
        subscription.on('subscribing', ({ code, reason }) => this.#tell('channel', { channel, state: 'subscribing', code, reason }));
        subscription.on('subscribed', (context) => this.#tellSubscribed(context, false));
        subscription.on('unsubscribed', ({ code, reason }) => this.#tell('channel', { channel, state: 'unsubscribed', code, reason }));
        subscription.on('publication', (context) => this.#tellMessage(context));
        subscription.on('error', ({ error }) => this.#tell('trouble', { text: `${channel}: ${error.message} (${error.code})` }));
        subscription.subscribe();
    }

    unsubscribe(channel) {
        const subscription = this.#client.getSubscription(channel);
        if (!subscription)
            return;
        this.#client.removeSubscription(subscription);
        this.#tell('channel', { channel, state: 'removed' });
    }

    async #token() {
        const { token, expires_in } = await fetchToken(this.session);
        const lifetime = expires_in * 1000;
        this.#tell('token', { expiresAt: Date.now() + lifetime, lifetime, refreshes: ++this.#refreshes });
        return token;
    }

    #follow() {
        const client = this.#client;
        client.on('connecting', ({ code, reason }) => this.#tell('phase', { phase: 'connecting', code, reason }));
        client.on('connected', (context) => {
            this.#id = context.client;
            this.#tell('phase', { phase: 'connected', code: 0, reason: '', client: context.client });
        });
        // Code 0 is our own disconnect(); everything else is an end that the SDK does not come back from.
        client.on('disconnected', ({ code, reason }) => this.#tell('phase', { phase: code === 0 ? 'idle' : 'closed', code, reason }));
        client.on('error', ({ error }) => this.#tell('trouble', { text: error.message }));
        client.on('subscribing', ({ channel }) => this.#tell('channel', { channel, own: true, state: 'subscribing' }));
        client.on('subscribed', (context) => this.#tellSubscribed(context, true));
        client.on('unsubscribed', ({ channel }) => this.#tell('channel', { channel, own: true, state: 'removed' }));
        client.on('publication', (context) => this.#tellMessage(context));
    }

    #tellSubscribed({ channel, streamPosition, wasRecovering, recovered, hasRecoveredPublications }, own) {
        this.#tell('channel', {
            channel, own, state: 'subscribed', recovering: wasRecovering, recovered, missed: hasRecoveredPublications,
            ...streamPosition,
        });
    }

    #tellMessage({ channel, data, offset, info }) {
        this.#tell('message', { channel, data, offset, user: info?.user, mine: info !== undefined && info.client === this.#id });
    }

    #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
