// Limits as clients meet them: the official SDK, and sockets that do not behave.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import WebSocket from 'ws';

import { clerkSettings, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { assertClosed, JsonSocket } from './support/json_socket.mjs';
import { scrape } from './support/metrics.mjs';
import { closeClients, collect, connectedClient, next, sdkClient, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken, inSeconds, sign } from './support/tokens.mjs';
import { upgrade } from './support/upgrade.mjs';

after(closeClients);

/** What holds in production where nothing is set. */
const defaults = {
    RATE_LIMIT_COMMAND: '30/1s,burst=200',
    RATE_LIMIT_SUBSCRIBE: '10/1s,burst=256',
    RATE_LIMIT_PUBLISH: '10/1s,burst=20',
    MAX_SOCKETS_PER_USER: 20,
    MAX_SOCKETS_PER_SESSION: 10,
};

const chat = {
    chat: { allow_subscribe_for_client: true, allow_publish_for_client: true, history_size: 300, history_ttl: '10m' },
    user: null, // whose channel would be the 129th
};

/** Runs `body` with a server of its own. */
async function withServer(settings, body) {
    const server = await startServer({ CHANNELS: chat, ...settings });
    try {
        await body(server);
        closeClients();
        await server.stop();
    } finally {
        await server.kill();
    }
}

const refusals = async (server) => (await scrape(server)).by('kind', 'ratelimited_total');

test('a flood of commands gets error 111 and then 3013, and nobody else notices', () => withServer(defaults, async (server) => {
    const bystander = await connectedClient(server, 'bystander');
    const news = await subscribed(bystander, 'chat:news');
    const heard = collect(news, 'publication');

    const flood = await JsonSocket.connected(server, 'flood');
    let id = 1;
    for (let sent = 0; sent < 20; ++sent)
        flood.send(...Array.from({ length: 100 }, () => ({ id: ++id, presence: { channel: 'chat:news' } })));
    assertClosed(await flood.closed, 3013);
    const tooMany = flood.replies.filter(({ error }) => error?.code === 111);
    assert.ok(tooMany.length >= 4, `${tooMany.length} answers with error 111`);
    assert.deepEqual(tooMany[0].error, { code: 111, message: 'too many requests', temporary: true });
    assert.ok(flood.replies.length < 600, `${flood.replies.length} commands were answered`);

    await server.api('publish', { channel: 'chat:news', data: 'still here' });
    await heard.reach(1);
    assert.ok((await refusals(server)).command >= 5);
}));

test('a client with 128 subscriptions comes back as often as it must', () => withServer(defaults, async (server) => {
    const client = await connectedClient(server, 'reader');
    const errors = [];
    client.on('error', (context) => errors.push(context));
    const subscriptions = Array.from({ length: 128 }, (_, i) => client.newSubscription(`chat:${i}`));
    for (const subscription of subscriptions) {
        subscription.on('error', (context) => errors.push(context));
        subscription.subscribe();
    }
    await Promise.all(subscriptions.map((subscription) => subscription.ready(20000)));

    const away = next(client, 'connecting');
    await server.api('disconnect', { user: 'reader', disconnect: { code: 3011, reason: 'force reconnect' } });
    await away;
    await client.ready(20000);
    await Promise.all(subscriptions.map((subscription) => subscription.ready(20000)));
    assert.deepEqual(errors, []);
    assert.deepEqual(await refusals(server), {});
}));

test('subscribing too fast is temporary: the SDK has every subscription in the end', () =>
    withServer({ RATE_LIMIT_SUBSCRIBE: '20/1s,burst=5' }, async (server) => {
        const client = await connectedClient(server, 'eager');
        const subscriptions = Array.from({ length: 15 }, (_, i) =>
            client.newSubscription(`chat:${i}`, { minResubscribeDelay: 50, maxResubscribeDelay: 200 }));
        const refused = subscriptions.map((subscription) => collect(subscription, 'error'));
        for (const subscription of subscriptions)
            subscription.subscribe();
        await Promise.all(subscriptions.map((subscription) => subscription.ready(20000)));
        const codes = new Set(refused.flatMap(({ seen }) => seen.map(({ error }) => error.code)));
        assert.deepEqual([...codes], [111]);
        assert.ok((await refusals(server)).subscribe > 0);
    }));

test('publications over the rate are refused for the user in that channel, and arrive nowhere', () =>
    withServer({ RATE_LIMIT_PUBLISH: '1/60s,burst=3' }, async (server) => {
        const [tab, otherTab, neighbour] = await Promise.all(['anna', 'anna', 'bert'].map((user) => connectedClient(server, user)));
        const attempts = [];
        for (const client of [tab, otherTab, tab, otherTab, tab])
            attempts.push(await client.publish('chat:1', {}).then(() => 'published', ({ code }) => code));
        assert.deepEqual(attempts, ['published', 'published', 'published', 111, 111]);
        await tab.publish('chat:2', {});
        await neighbour.publish('chat:1', {});
        const { result } = await server.api('history', { channel: 'chat:1', limit: 100 });
        assert.equal(result.publications.length, 4);
        assert.deepEqual(await refusals(server), { publish: 2 });
    }));

test('the 21st socket of a user is closed with 3504, for good', () => withServer(defaults, async (server) => {
    const tabs = await Promise.all(Array.from({ length: 20 }, () => connectedClient(server, 'collector')));
    const one = sdkClient(server, { token: connectionToken('collector') });
    const ended = next(one, 'disconnected');
    one.connect();
    assert.equal((await ended).code, 3504);
    assert.ok(tabs.every(({ state }) => state === 'connected'));
    await connectedClient(server, 'somebody else');

    tabs[0].disconnect();
    let answer;
    // The server may see the end of the old socket a moment later than its page.
    for (let attempt = 0; !answer?.connect && attempt < 100; ++attempt) {
        const again = await JsonSocket.open(server);
        answer = await again.ask({ id: 1, connect: { token: connectionToken('collector') } }).catch(() => undefined);
    }
    assert.ok(answer?.connect?.client);
    assert.ok((await refusals(server))['sockets-per-user'] >= 1);
}));

test('a session has fewer sockets than its user', async () => {
    const key = makeKey();
    const keyServer = await new KeyServer([key]).start();
    try {
        await withServer({ ...clerkSettings(keyServer), MAX_SOCKETS_PER_SESSION: 2 }, async (server) => {
            const join = async (sid) => {
                const socket = await JsonSocket.open(server);
                socket.send({ id: 1, connect: { token: mintToken(key, { sid }) } });
                return socket;
            };
            for (let i = 0; i < 2; ++i)
                assert.ok((await (await join('sess_laptop')).next()).connect.client);
            assertClosed(await (await join('sess_laptop')).closed, 3504);
            assert.ok((await (await join('sess_phone')).next()).connect.client);
            assert.deepEqual(await refusals(server), { 'sockets-per-session': 1 });
        });
    } finally {
        keyServer.stop();
    }
});

// ---- upgrades -----------------------------------------------------------------

/** The client's address is what the test's header says, as behind a platform's proxy. */
const behindProxy = { TRUSTED_PROXIES: '127.0.0.0/8', CLIENT_IP_HEADER: 'x-test-address' };

/** An upgrade of this address. */
const knock = (server, address) => upgrade(server, { headers: { 'x-test-address': address } });

const statuses = async (server, addresses) => {
    const all = [];
    for (const address of addresses)
        all.push((await knock(server, address)).status);
    return all;
};

test('an address that upgrades too often gets 429 and is told when to come back', () =>
    withServer({ ...behindProxy, RATE_LIMIT_UPGRADE: '30/60s,burst=3' }, async (server) => {
        assert.deepEqual(await statuses(server, Array(3).fill('192.0.2.1')), [101, 101, 101]);
        const refused = await knock(server, '192.0.2.1');
        assert.equal(refused.status, 429);
        assert.equal(refused.headers['content-type'], 'application/problem+json');
        assert.match(refused.headers['retry-after'], /^[12]$/);
        assert.equal(refused.headers['ratelimit-policy'], '"upgrade";q=30;w=60');
        assert.match(refused.headers.ratelimit, /^"upgrade";r=0;t=[56]$/);
        assert.equal(JSON.parse(refused.body).status, 429);
        assert.ok(!refused.body.includes('192.0.2.1'));
        assert.deepEqual(await statuses(server, ['192.0.2.2', '2001:db8::1', '2001:db8::2', '2001:db8::3']), [101, 101, 101, 101]);
        assert.equal((await knock(server, '2001:db8::4')).status, 429, 'a /64 is one customer');
        assert.equal((await knock(server, '2001:db8:0:1::1')).status, 101);
        assert.deepEqual(await refusals(server), { upgrade: 2 });
    }));

test('a limit of all upgrades together holds whoever comes', () =>
    withServer({ ...behindProxy, RATE_LIMIT_UPGRADE_TOTAL: '1/60s,burst=2' }, async (server) => {
        assert.deepEqual(await statuses(server, ['192.0.2.1', '192.0.2.2', '192.0.2.3']), [101, 101, 429]);
        assert.deepEqual(await refusals(server), { 'upgrade-total': 1 });
    }));

test('sockets of one address are counted, and those that have not connected more strictly', () =>
    withServer({ ...behindProxy, MAX_SOCKETS_PER_IP: 22 }, async (server) => {
        const join = async ({ socket }) => {
            const answer = await new JsonSocket(socket).ask({ id: 1, connect: { token: connectionToken('u') } });
            assert.ok(answer.connect.client);
        };
        const sockets = await Promise.all(Array.from({ length: 20 }, () => knock(server, '192.0.2.1')));
        assert.ok(sockets.every(({ status }) => status === 101));
        const refused = await knock(server, '192.0.2.1');
        assert.equal(refused.status, 429);
        assert.equal(refused.headers['retry-after'], '10');
        assert.equal(refused.headers['content-type'], 'application/problem+json');

        await Promise.all(sockets.map(join));
        assert.deepEqual(await statuses(server, Array(3).fill('192.0.2.1')), [101, 101, 429]);
        assert.equal((await knock(server, '192.0.2.2')).status, 101);

        const gone = new Promise((resolve) => { sockets[0].socket.once('close', resolve); });
        sockets[0].socket.close();
        await gone;
        let again;
        // The server may see the end a moment later than the client.
        for (let attempt = 0; again?.status !== 101 && attempt < 100; ++attempt)
            again = await knock(server, '192.0.2.1');
        assert.equal(again.status, 101);
        const { 'sockets-per-ip': full, 'unauthenticated-sockets-per-ip': unknown } = await refusals(server);
        assert.ok(full >= 1 && unknown >= 1);
    }));

test('an address that brings wrong tokens is shut out for a while', () =>
    withServer({ ...behindProxy, RATE_LIMIT_AUTH_FAILURE: '1/60s,burst=3' }, async (server) => {
        for (let i = 0; i < 3; ++i) {
            const socket = new JsonSocket((await knock(server, '192.0.2.1')).socket);
            socket.send({ id: 1, connect: { token: sign({ sub: 'u', exp: inSeconds(60) }, 'a secret of somebody else') } });
            assertClosed(await socket.closed, 3500);
        }
        const refused = await knock(server, '192.0.2.1');
        assert.equal(refused.status, 429);
        assert.match(refused.headers['ratelimit-policy'], /^"auth-failure";/);
        assert.equal((await knock(server, '192.0.2.2')).status, 101);
    }));

test('behind a proxy that nobody told of, limits by address are off and the log says so', () =>
    withServer({ RATE_LIMIT_UPGRADE: '1/60s', MAX_SOCKETS_PER_IP: 1 }, async (server) => {
        assert.deepEqual(await statuses(server, Array(3).fill('192.0.2.1')), [101, 101, 101]);
        assert.equal(server.events().filter(({ event }) => event === 'address_limits_off').length, 1);
    }));

test('an SDK that was refused comes in by itself once its time has come', () =>
    withServer({ TRUSTED_PROXIES: '127.0.0.0/8', RATE_LIMIT_UPGRADE: '2/1s,burst=1' }, async (server) => {
        const first = await connectedClient(server, 'first');
        await connectedClient(server, 'second', { websocket: WebSocket });
        assert.equal(first.state, 'connected');
    }));
