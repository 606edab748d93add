// A deployment, rehearsed: one process takes over from another while both are used.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { cuttingProxy } from './support/cutting_proxy.mjs';
import { startPublishing } from './support/publishing.mjs';
import { RawSocket } from './support/raw_socket.mjs';
import { closeClients, collect, connectedClient, next, sdkClient } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken } from './support/tokens.mjs';

after(() => closeClients());

const channel = 'crowd:drain';
const channels = { crowd: { allow_subscribe_for_client: true, presence: true } };

/** A client with what happened to it: its connections, the publications each of them received, and its interruptions. */
async function watchedClient(entrance, user) {
    // The SDK's own back-off, as in browsers.
    const client = sdkClient(entrance, { token: connectionToken(user), minReconnectDelay: 500, maxReconnectDelay: 20000 });
    const seen = { client, connections: [], received: new Map(), interruptions: [], failures: [], ended: [] };
    let current;
    client.on('connected', (context) => {
        current = context.client;
        seen.connections.push(current);
        seen.received.set(current, []);
    });
    client.on('error', (context) => seen.failures.push(context.error));
    client.on('disconnected', (context) => seen.ended.push(context));
    const subscription = client.newSubscription(channel);
    subscription.on('error', () => {});
    subscription.on('publication', ({ data }) => seen.received.get(current).push(data));
    seen.subscriptions = collect(subscription, 'subscribed');
    subscription.subscribe();
    client.connect();
    await seen.subscriptions.reach(1);
    client.on('connecting', (context) => seen.interruptions.push(context));
    return seen;
}

test('two hundred clients move to the next process, and no publication is lost to those who were subscribed', async () => {
    const first = await startServer({ CHANNELS: channels, SHUTDOWN_SPREAD_MS: 3000 });
    const entrance = await cuttingProxy(first);
    const crowd = await Promise.all(Array.from({ length: 200 }, (_, n) => watchedClient(entrance, `user-${n}`)));
    const atFirst = startPublishing(first, 'first', channel);

    // What a platform does: the next process is ready, gets what is new, and then the old one is told to end.
    const second = await startServer({ CHANNELS: channels });
    const atSecond = startPublishing(second, 'second', channel);
    entrance.switchTo(second);
    await first.stop();
    await atFirst.ended;
    await Promise.all(crowd.map(({ subscriptions }) => subscriptions.reach(2)));
    await atSecond.stop();

    const last = await second.api('publish', { channel, data: 'the end' });
    assert.ok(last.result);
    while (crowd.some(({ connections, received }) => received.get(connections[1]).at(-1) !== 'the end'))
        await sleep(20);

    for (const { connections, interruptions, failures, ended } of crowd) {
        assert.deepEqual(interruptions, [{ code: 3001, reason: 'shutdown' }]);
        // Back at the first attempt, so after one back-off.
        assert.equal(connections.length, 2);
        assert.deepEqual(failures, []);
        assert.deepEqual(ended, []);
    }

    const receivedBy = new Map(crowd.flatMap(({ received }) => [...received]));
    for (const [name, { published }] of [['first', atFirst], ['second', atSecond]]) {
        for (const { n, subscribed } of published) {
            for (const id of subscribed) {
                assert.ok(
                    receivedBy.get(id).some((data) => data.server === name && data.n === n),
                    `publication ${n} of the ${name} did not reach ${id}, which was subscribed`);
            }
        }
    }
    // The first was used to the end, and emptied little by little.
    const sizes = new Set(atFirst.published.map(({ subscribed }) => subscribed.length));
    assert.ok(sizes.has(200) && sizes.size > 10, `sizes of the crowd: ${[...sizes]}`);

    const drained = first.events().find(({ event }) => event === 'drained');
    assert.equal(drained.clients_sent_away, 200);
    assert.equal(drained.connections_cut_off, 0);
    assert.ok(drained.publications > 0 && drained.api_requests > 0);
    entrance.close();
    await second.stop();
});

test('while clients are sent away, probes and upgrades get 503 and the rest is served', async () => {
    const server = await startServer({ CHANNELS: channels, SHUTDOWN_SPREAD_MS: 600000 });
    const client = await connectedClient(server, 'anna');
    server.child.kill('SIGTERM');
    while ((await server.request('GET', '/health/ready')).status !== 503)
        await sleep(20);
    assert.equal(JSON.parse((await server.request('GET', '/health')).body).status, 'draining');
    assert.equal((await server.request('GET', '/health/live')).status, 200);

    const upgrade = await RawSocket.open(server);
    upgrade.write(['GET /connection/websocket HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade',
        'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', '', ''].join('\r\n'));
    const refusal = await upgrade.head();
    assert.match(refusal, /^HTTP\/1\.1 503/);
    assert.match(refusal, /\r\nretry-after: \d+/i);
    assert.deepEqual(await server.api('publish', { channel, data: 1 }), { result: {} });

    // Who has nobody left to send away does not wait for the spread's end.
    client.disconnect();
    assert.deepEqual(await server.exited, { code: 0, signal: null });
});

test('a second signal during the spread ends the process at once', async () => {
    const server = await startServer({ CHANNELS: channels, SHUTDOWN_SPREAD_MS: 600000 });
    const client = await connectedClient(server, 'anna', { minReconnectDelay: 20000 });
    server.child.kill('SIGTERM');
    while ((await server.request('GET', '/health/ready')).status !== 503)
        await sleep(20);
    const interruption = next(client, 'connecting');
    server.child.kill('SIGINT');
    assert.deepEqual(await server.exited, { code: 130, signal: null });
    await interruption;
    closeClients();
});
