// What was published while a connection was away arrives after it is back: once, in order.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { cuttingProxy } from './support/cutting_proxy.mjs';
import { closeClients, collect, connectedClient, next, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';

let server;
let proxy;
before(async () => {
    server = await startServer({ CHANNELS: channels });
    proxy = await cuttingProxy(server);
});
afterEach(() => proxy.restore());
after(async () => {
    closeClients();
    proxy?.close();
    await server?.stop();
});

const upTo = (count) => Array.from({ length: count }, (_, n) => n + 1);

test('messages published through a dozen cuts arrive exactly once, in order', async () => {
    const client = await connectedClient(proxy, 'anna');
    const subscription = await subscribed(client, 'chat:tunnel');
    const publications = collect(subscription, 'publication');
    const resubscriptions = collect(subscription, 'subscribed');
    for (let n = 1; n <= 600; ++n) {
        await server.api('publish', { channel: 'chat:tunnel', data: n });
        if (n % 50 === 25) {
            proxy.cut();
            // Every second time it comes back while publishing goes on.
            if (n % 100 === 25)
                await resubscriptions.reach(resubscriptions.seen.length + 1);
        }
    }
    await publications.reach(600);
    assert.deepEqual(publications.seen.map(({ data }) => data), upTo(600));
    assert.ok(resubscriptions.seen.length >= 6);
    assert.ok(resubscriptions.seen.every(({ recovered }) => recovered), 'a recovery failed');
});

test('a subscriber that was away gets what it missed', async () => {
    const client = await connectedClient(proxy, 'anna');
    const subscription = await subscribed(client, 'chat:away');
    const publications = collect(subscription, 'publication');
    await server.api('publish', { channel: 'chat:away', data: 1 });
    await publications.reach(1);
    const back = next(subscription, 'subscribed');
    proxy.block();
    for (const n of [2, 3, 4])
        await server.api('publish', { channel: 'chat:away', data: n });
    proxy.restore();
    const { wasRecovering, recovered } = await back;
    assert.deepEqual({ wasRecovering, recovered }, { wasRecovering: true, recovered: true });
    await server.api('publish', { channel: 'chat:away', data: 5 });
    await publications.reach(5);
    assert.deepEqual(publications.seen.map(({ data }) => data), [1, 2, 3, 4, 5]);
});

test('a position that history no longer reaches is reported as not recovered', async () => {
    const client = await connectedClient(proxy, 'anna');
    const subscription = await subscribed(client, 'short:away');
    const publications = collect(subscription, 'publication');
    await server.api('publish', { channel: 'short:away', data: 1 });
    await publications.reach(1);
    const back = next(subscription, 'subscribed');
    proxy.block();
    for (const n of [2, 3, 4, 5])
        await server.api('publish', { channel: 'short:away', data: n });
    proxy.restore();
    const { wasRecovering, recovered } = await back;
    assert.deepEqual({ wasRecovering, recovered }, { wasRecovering: true, recovered: false });
    await server.api('publish', { channel: 'short:away', data: 6 });
    await publications.reach(2);
    assert.deepEqual(publications.seen.map(({ data }) => data), [1, 6]);
});

test('a removed history makes a recovery fail honestly', async () => {
    const client = await connectedClient(proxy, 'anna');
    const subscription = await subscribed(client, 'chat:removed');
    const back = next(subscription, 'subscribed');
    proxy.block();
    await server.api('publish', { channel: 'chat:removed', data: 1 });
    await server.api('history_remove', { channel: 'chat:removed' });
    proxy.restore();
    assert.equal((await back).recovered, false);
});

test('the user channel recovers on reconnect without being asked for', async () => {
    const client = await connectedClient(proxy, 'anna');
    const publications = collect(client, 'publication');
    await server.api('publish', { channel: 'user:anna', data: 1 });
    await publications.reach(1);
    const back = next(client, 'subscribed', ({ channel }) => channel === 'user:anna');
    proxy.block();
    await server.api('publish', { channel: 'user:anna', data: 2 });
    await server.api('publish', { channel: 'user:anna', data: 3 });
    proxy.restore();
    assert.equal((await back).recovered, true);
    await server.api('publish', { channel: 'user:anna', data: 4 });
    await publications.reach(4);
    assert.deepEqual(publications.seen.map(({ channel, data }) => [channel, data]),
        [1, 2, 3, 4].map((n) => ['user:anna', n]));
});

test('a hundred subscribers cut at once all recover', async () => {
    const clients = await Promise.all(upTo(100).map((n) => connectedClient(proxy, `user${n}`)));
    const subscriptions = await Promise.all(clients.map((client) => subscribed(client, 'chat:crowd')));
    const all = subscriptions.map((subscription) => collect(subscription, 'publication'));
    for (let n = 1; n <= 60; ++n) {
        await server.api('publish', { channel: 'chat:crowd', data: n });
        if (n % 20 === 10)
            proxy.cut();
    }
    await Promise.all(all.map((publications) => publications.reach(60)));
    for (const { seen } of all)
        assert.deepEqual(seen.map(({ data }) => data), upTo(60));
});
