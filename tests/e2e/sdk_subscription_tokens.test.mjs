// Channels that only a subscription token opens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { closeClients, connectedClient, next, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { inSeconds, sign, subscriptionToken } from './support/tokens.mjs';

let server;
before(async () => { server = await startServer(); });
after(async () => {
    closeClients();
    await server?.stop();
});

test('a subscription token opens a room', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'room:1', {
        token: subscriptionToken('anna', 'room:1', { info: { role: 'host' }, data: { topic: 'tea' } }),
    });
    const { clients } = await subscription.presence();
    assert.deepEqual(Object.values(clients)[0].chanInfo, { role: 'host' });
    const publication = next(subscription, 'publication');
    await subscription.publish('members may');
    assert.equal((await publication).data, 'members may');
});

test('the token\'s data comes with the subscription', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = client.newSubscription('room:data', {
        token: subscriptionToken('anna', 'room:data', { data: { topic: 'tea' } }),
    });
    const context = next(subscription, 'subscribed');
    subscription.subscribe();
    assert.deepEqual((await context).data, { topic: 'tea' });
});

test('getToken is asked with the channel\'s name', async () => {
    const client = await connectedClient(server, 'anna');
    await subscribed(client, 'room:2', { getToken: async ({ channel }) => subscriptionToken('anna', channel) });
});

test('an expired subscription token makes the SDK fetch a fresh one', async () => {
    const client = await connectedClient(server, 'anna');
    let fetched = 0;
    await subscribed(client, 'room:3', {
        token: subscriptionToken('anna', 'room:3', { exp: inSeconds(-10) }),
        getToken: async () => {
            ++fetched;
            return subscriptionToken('anna', 'room:3');
        },
    });
    assert.equal(fetched, 1);
});

test('a subscription that expires is refreshed while it stays', async () => {
    const client = await connectedClient(server, 'anna');
    const shortLived = () => subscriptionToken('anna', 'room:4', { exp: inSeconds(2) });
    const refreshedTwice = Promise.withResolvers();
    let fetched = 0;
    const subscription = client.newSubscription('room:4', {
        token: shortLived(),
        getToken: async () => {
            if (++fetched === 3)
                refreshedTwice.resolve();
            return shortLived();
        },
    });
    const attempts = [];
    subscription.on('subscribing', ({ code }) => attempts.push(code));
    subscription.subscribe();
    await subscription.ready(20000);
    await refreshedTwice.promise;
    assert.equal(subscription.state, 'subscribed');
    assert.deepEqual(attempts, [0]);
});

test('a forged subscription token is refused, the connection stays', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = client.newSubscription('room:5', {
        token: sign({ sub: 'anna', channel: 'room:5' }, 'another-secret-of-32-characters--'),
    });
    subscription.on('error', () => {});
    const unsubscribed = next(subscription, 'unsubscribed');
    subscription.subscribe();
    assert.equal((await unsubscribed).code, 103);
    assert.equal(client.state, 'connected');
});

for (const [what, token] of [
    ['another channel', () => subscriptionToken('anna', 'room:7')],
    ['another user', () => subscriptionToken('boris', 'room:6')],
    ['another connection', () => subscriptionToken('anna', 'room:6', { client: 'somebody-else' })],
]) {
    test(`a subscription token for ${what} closes the connection for good`, async () => {
        const client = await connectedClient(server, 'anna');
        const disconnected = next(client, 'disconnected');
        client.newSubscription('room:6', { token: token() }).subscribe();
        assert.equal((await disconnected).code, 3500);
    });
}

test('an expired token on refresh of a subscription is no extension', async () => {
    const client = await connectedClient(server, 'anna');
    const connecting = next(client, 'connecting');
    await subscribed(client, 'room:8', {
        token: subscriptionToken('anna', 'room:8', { exp: inSeconds(1) }),
        getToken: async () => subscriptionToken('anna', 'room:8', { exp: inSeconds(-10) }),
    });
    assert.equal((await connecting).code, 3006);
});
