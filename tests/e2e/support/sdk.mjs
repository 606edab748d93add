// The official client SDK, and promises for its events.

import { Centrifuge } from 'centrifuge';

import { connectionToken } from './tokens.mjs';

const patience = 20000;

const opened = new Set();

/**
 * An SDK client for the server (or anything with a webSocketUrl), not yet connected. Reconnects
 * fast, because tests cut connections on purpose.
 */
export function sdkClient(server, options = {}) {
    const client = new Centrifuge(server.webSocketUrl, {
        minReconnectDelay: 20, maxReconnectDelay: 200, timeout: 10000, ...options,
    });
    opened.add(client);
    // An event nobody listens to would be an unhandled 'error' of the emitter.
    client.on('error', () => {});
    return client;
}

/** A connected client of `user`. */
export async function connectedClient(server, user, options = {}) {
    const client = sdkClient(server, { token: connectionToken(user), ...options });
    client.connect();
    await client.ready(patience);
    return client;
}

/** A subscription in state subscribed. */
export async function subscribed(client, channel, options = {}) {
    const subscription = client.newSubscription(channel, options);
    subscription.on('error', () => {});
    subscription.subscribe();
    await subscription.ready(patience);
    return subscription;
}

/** Disconnects every client made by this file: for `after`. */
export function closeClients() {
    opened.forEach((client) => client.disconnect());
    opened.clear();
}

/** The next event of this name for which `wanted` holds. Ask for it before causing it. */
export function next(emitter, name, wanted = () => true) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            emitter.removeListener(name, listener);
            reject(new Error(`no event '${name}' within ${patience} ms`));
        }, patience);
        function listener(context) {
            if (!wanted(context))
                return;
            clearTimeout(timer);
            emitter.removeListener(name, listener);
            resolve(context);
        }
        emitter.on(name, listener);
    });
}

/** Gathers the events of this name; `await it.reach(n)` waits until there are n, and gives them. */
export function collect(emitter, name) {
    const seen = [];
    let wake = () => {};
    emitter.on(name, (context) => {
        seen.push(context);
        wake();
    });
    return {
        seen,
        async reach(count) {
            const timer = setTimeout(() => wake(new Error(`${seen.length} of ${count} events '${name}'`)), patience);
            try {
                while (seen.length < count) {
                    await new Promise((resolve, reject) => {
                        wake = (failure) => (failure ? reject(failure) : resolve());
                    });
                }
            } finally {
                clearTimeout(timer);
            }
            return seen;
        },
    };
}
