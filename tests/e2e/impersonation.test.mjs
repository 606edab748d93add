// Somebody of support works as a user: everybody can see it, and some channels stay closed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { clerkSettings, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { closeClients, collect, next, sdkClient, subscribed } from './support/sdk.mjs';
import { apiKey, hmacSecret, startServer } from './support/server.mjs';
import { subscriptionToken } from './support/tokens.mjs';

const channels = {
    desk: { access: 'signed_in', presence: true, join_leave: true, allow_presence_for_subscriber: true,
        allow_publish_for_subscriber: true },
    bank: { access: 'user', connect: true, no_impersonation: true },
    vault: { access: 'signed_in', no_impersonation: true, presence: true, history_size: 10, history_ttl: '60s',
        allow_publish_for_client: true, allow_presence_for_client: true, allow_history_for_client: true },
};

let key;
let keyServer;
let server;
before(async () => {
    key = makeKey();
    keyServer = await new KeyServer([key]).start();
    server = await startServer({
        ...clerkSettings(keyServer), TOKEN_HMAC_SECRETS: hmacSecret, WEBSOCKET_API_KEYS: apiKey, CHANNELS: channels,
    });
});
after(async () => {
    closeClients();
    keyServer?.stop();
    await server?.stop();
});

const ownToken = () => mintToken(key, { sub: 'anna', sid: 'sess_own' });
const supportToken = () => mintToken(key, { sub: 'anna', sid: 'sess_support', act: { sub: 'agent_7' } });

async function join(token, options = {}) {
    const client = sdkClient(server, { token, ...options });
    const connected = next(client, 'connected');
    client.connect();
    const { client: id } = await connected;
    return { client, id };
}

/** The connection's lines of this event, once there are `count`. */
async function logged(event, id, count = 1) {
    for (;;) {
        const lines = server.text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
        const found = lines.filter((line) => line.event === event && line.client === id);
        if (found.length >= count)
            return found;
        await server.request('GET', '/health');
    }
}

test('presence marks the impersonated connection and no other', async () => {
    const own = await join(ownToken());
    const desk = await subscribed(own.client, 'desk:1');
    const support = await join(supportToken());
    await subscribed(support.client, 'desk:1');
    const { clients } = await desk.presence();
    assert.equal(clients[support.id].impersonated, true);
    assert.equal(clients[support.id].user, 'anna');
    assert.ok(!('impersonated' in clients[own.id]));
    const { result } = await server.api('presence', { channel: 'desk:1' });
    assert.equal(result.presence[support.id].impersonated, true);
});

test('who it is stands in the log from connect to disconnect', async () => {
    const support = await join(supportToken());
    support.client.disconnect();
    for (const event of ['client_connected', 'client_gone']) {
        const [line] = await logged(event, support.id);
        assert.deepEqual(
            { user: line.user, session: line.session, impersonated: line.impersonated, actor: line.actor },
            { user: 'anna', session: 'sess_support', impersonated: true, actor: 'agent_7' });
    }
    const own = await join(ownToken());
    const [connected] = await logged('client_connected', own.id);
    assert.ok(!('actor' in connected));
});

test('a channel without impersonation is closed to it in every way', async () => {
    const own = await join(ownToken());
    await subscribed(own.client, 'vault:1');
    await server.api('publish', { channel: 'vault:1', data: 'private' });

    const { client, id } = await join(supportToken());
    for (const options of [{}, { token: subscriptionToken('anna', 'vault:1') }]) {
        const subscription = client.newSubscription('vault:1', options);
        const refused = next(subscription, 'unsubscribed');
        subscription.subscribe();
        assert.equal((await refused).code, 103);
        client.removeSubscription(subscription);
    }
    for (const { channel, reason, actor } of await logged('subscribe_denied', id, 2))
        assert.deepEqual([channel, reason, actor], ['vault:1', 'impersonated', 'agent_7']);
    for (const attempt of [client.publish('vault:1', {}), client.history('vault:1', { limit: 1 }),
        client.presence('vault:1'), client.presenceStats('vault:1')])
        await assert.rejects(attempt, { code: 103 });

    const serverSide = collect(client, 'subscribed');
    await server.api('subscribe', { user: 'anna', client: id, channel: 'vault:1' });
    await client.presenceStats('desk:1').catch(() => {});
    assert.deepEqual(serverSide.seen, []);
});

test('the user\'s own channel is left out at connect', async () => {
    const channelsOf = async (token) => {
        const client = sdkClient(server, { token });
        const connected = next(client, 'connected');
        const seen = collect(client, 'subscribed').seen;
        client.connect();
        await connected;
        return seen.map(({ channel }) => channel).sort();
    };
    assert.deepEqual(await channelsOf(ownToken()), ['bank:anna', 'user:anna']);
    assert.deepEqual(await channelsOf(supportToken()), ['user:anna']);
});

test('a refresh into impersonation ends what it may not see, however it came there', async () => {
    const tokens = [mintToken(key, { sub: 'anna', exp: Math.floor(Date.now() / 1000) + 3 })];
    const { client, id } = await join(tokens[0], { getToken: async () => supportToken() });
    const byRules = await subscribed(client, 'vault:1');
    const byToken = await subscribed(client, 'vault:2', { token: subscriptionToken('anna', 'vault:2') });
    const lost = [next(client, 'unsubscribed', ({ channel }) => channel === 'bank:anna'),
        next(byRules, 'unsubscribed'), next(byToken, 'unsubscribed')];
    const desk = await subscribed(client, 'desk:2');
    await Promise.all(lost);
    assert.equal(desk.state, 'subscribed');
    assert.equal((await desk.presence()).clients[id].impersonated, true);
});
