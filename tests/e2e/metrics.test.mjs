// What /metrics says about what real clients, an app's backend and senders of webhooks have just done.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Webhook as StandardWebhook } from 'standardwebhooks';

import { channels } from './support/channels.mjs';
import { scrape } from './support/metrics.mjs';
import { closeClients, collect, connectedClient, next, sdkClient, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { sign } from './support/tokens.mjs';

const metricsToken = 'a-metrics-token-of-more-than-32-characters';
const scrapersKey = 'the-key-of-a-scraper-of-32-characters';
const appsKey = 'the-key-of-an-app-of-more-than-32-char';
const appSecret = 'an-app-secret-of-more-than-32-characters';

const running = [];
async function started(settings = {}) {
    const server = await startServer({ CHANNELS: channels, WEBHOOK_SECRET: appSecret, ...settings });
    running.push(server);
    return server;
}
after(async () => {
    closeClients();
    await Promise.all(running.map((server) => server.stop()));
    for (const { text } of running)
        assert.ok(![metricsToken, scrapersKey, appsKey, appSecret].some((secret) => text.includes(secret)));
});

/** Reads again until `settled`, for what follows a close. */
async function scrapeUntil(server, settled) {
    for (let attempt = 0; ; ++attempt) {
        const metrics = await scrape(server);
        if (settled(metrics))
            return metrics;
        assert.ok(attempt < 1000, 'the counts did not settle');
        await sleep(20);
    }
}

function appDelivery(id, data, secret = appSecret) {
    const body = JSON.stringify({ channel: 'chat:metrics', data, id });
    const at = new Date();
    const signature = new StandardWebhook(Buffer.from(secret).toString('base64')).sign(id, at, body);
    return {
        body,
        headers: {
            'webhook-id': id, 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signature,
        },
    };
}

test('who may read', async () => {
    const server = await started({
        METRICS_TOKEN: `${metricsToken},${metricsToken}-old`,
        WEBSOCKET_API_KEYS: `scraper=${scrapersKey};metrics,app=${appsKey};publish`,
    });
    const answer = (headers) => server.request('GET', '/metrics', { headers: { 'X-Forwarded-For': '203.0.113.9', ...headers } });
    const status = async (headers) => (await answer(headers)).status;

    assert.equal(await status({ Authorization: `Bearer ${metricsToken}` }), 200);
    assert.equal(await status({ Authorization: `Bearer ${metricsToken}-old` }), 200);
    assert.equal(await status({ 'X-API-Key': scrapersKey }), 200);
    assert.equal(await status({ 'X-API-Key': appsKey }), 403);
    assert.equal(await status({}), 401);
    assert.deepEqual((await scrape(server)).by('key', 'api_key_requests_total'), { scraper: 1, app: 1 });
    for (const guess of ['', 'x', metricsToken.slice(0, -1), `${metricsToken}x`, metricsToken.toUpperCase(), 'x'.repeat(4000)])
        assert.equal(await status({ Authorization: `Bearer ${guess}` }), 401, guess);
    const [missing, wrong] = [await answer({}), await answer({ Authorization: 'Bearer wrong' })];
    assert.equal(missing.body, wrong.body);
    assert.equal((await server.request('GET', `/metrics?token=${metricsToken}`, { headers: { 'X-Forwarded-For': '1.2.3.4' } })).status, 401);

    // A program of this machine, and who only pretends to be one.
    assert.equal((await server.request('GET', '/metrics')).status, 200);
    assert.equal((await server.request('GET', '/metrics', { headers: { Host: 'realtime.example.com' } })).status, 401);
    assert.equal((await server.request('GET', '/metrics', { headers: { Origin: 'http://localhost:3000' } })).status, 401);
    assert.equal((await server.request('POST', '/metrics', { headers: { Authorization: `Bearer ${metricsToken}` } })).status, 405);
});

test('wrong tokens use up what their address has left', async () => {
    const server = await started({
        METRICS_TOKEN: metricsToken, RATE_LIMIT_AUTH_FAILURE: '3/60s', TRUSTED_PROXIES: '127.0.0.1/32',
    });
    const status = async (address, token) => (await server.request('GET', '/metrics', {
        headers: { 'X-Forwarded-For': address, Authorization: `Bearer ${token}` },
    })).status;
    assert.deepEqual(
        [await status('203.0.113.9', 'a'), await status('203.0.113.9', 'b'), await status('203.0.113.9', 'c'), await status('203.0.113.9', 'd')],
        [401, 401, 401, 429]);
    assert.equal(await status('203.0.113.9', metricsToken), 200);
    assert.equal(await status('203.0.113.10', 'a'), 401);
    const metrics = await scrape(server);
    assert.deepEqual(metrics.by('kind', 'ratelimited_total'), { 'auth-failure': 1 });
    assert.deepEqual(metrics.by('status', 'http_requests_total', { route: '/metrics' }), { 200: 1, 401: 4, 429: 1 });
});

test('clients, publications, deliveries and closes are counted exactly', async () => {
    const server = await started({ RELEASE_SHA: 'abc1234' });
    const anna = await connectedClient(server, 'anna');
    const annasPhone = await connectedClient(server, 'anna');
    const ben = await connectedClient(server, 'ben');
    const seen = [];
    for (const client of [anna, annasPhone, ben])
        seen.push(collect(await subscribed(client, 'chat:metrics'), 'publication'));
    await subscribed(ben, 'plain:metrics');

    const forged = sdkClient(server, { token: sign({ sub: 'eve', exp: 2e9 }, 'a-secret-of-somebody-else-32-char') });
    const refused = next(forged, 'disconnected');
    forged.connect();
    const { code: refusal } = await refused;

    for (let n = 1; n <= 5; ++n)
        await server.api('publish', { channel: 'chat:metrics', data: { n } });
    await server.api('publish', { channel: 'chat:metrics', data: 'once', idempotency_key: 'k' });
    await server.api('publish', { channel: 'chat:metrics', data: 'once', idempotency_key: 'k' });
    await server.api('publish', { channel: 'chat:nobody', data: 1 });
    await ben.publish('chat:metrics', 'hello');
    await assert.rejects(ben.publish('plain:metrics', 'not allowed'), { code: 103 });
    await Promise.all(seen.map((publications) => publications.reach(7)));

    let metrics = await scrapeUntil(server, (m) => m.sum('ws_connections') === 3);
    assert.deepEqual(metrics.by('state', 'ws_connections'), { connected: 3 });
    assert.equal(metrics.sum('ws_users'), 2);
    assert.equal(metrics.sum('ws_channels'), 4, 'each has user has a channel of their own as well');
    assert.equal(metrics.sum('ws_subscriptions'), 7);
    assert.deepEqual(metrics.by('code', 'ws_connects_total'), { ok: 3, [refusal]: 1 });
    assert.deepEqual(metrics.by('result', 'ws_auth_total'), { ok: 3, 'token-invalid': 1 });
    assert.equal(metrics.sum('ws_publications_total'), 8);
    assert.equal(metrics.sum('ws_deliveries_total'), 21);
    const commands = metrics.by('type', 'ws_commands_total');
    assert.deepEqual([commands.connect, commands.subscribe, commands.publish], [4, 4, 2]);
    assert.deepEqual(metrics.by('code', 'ws_command_errors_total'), { 103: 1 });
    assert.equal(metrics.sum('build_info', { sha: 'abc1234', env: 'test' }), 1);
    assert.equal(metrics.sum('drain_state'), 0);
    assert.ok(metrics.sum('process_open_fds') > 3 && metrics.sum('process_open_fds') < metrics.sum('process_max_fds'));
    assert.ok(metrics.sum('process_resident_memory_bytes') > 1e6);

    assert.equal(metrics.sum('http_requests_total', { route: '/connection/websocket', status: '101' }), 4);

    // They leave: one by itself, two are sent away.
    annasPhone.disconnect();
    await scrapeUntil(server, (m) => m.sum('ws_connections') === 2);
    await server.api('disconnect', { user: 'ben', disconnect: { code: 4501, reason: 'no more' } });
    await server.api('disconnect', { user: 'anna' });
    metrics = await scrapeUntil(server, (m) => m.sum('ws_connections') === 0);
    assert.equal(metrics.sum('ws_users') + metrics.sum('ws_subscriptions') + metrics.sum('ws_channels'), 0);
    assert.equal(metrics.sum('ws_closes_total'), 4);
    assert.equal(metrics.sum('ws_closes_total', { initiator: 'client' }), 1);
    assert.deepEqual(metrics.by('code', 'ws_closes_total', { initiator: 'server' }), { [refusal]: 1, 3503: 1, other: 1 });
    assert.equal(metrics.sum('ws_connection_seconds_count'), 3);
    assert.equal(metrics.sum('ws_send_queue_bytes'), 0);
    assert.equal(metrics.sum('ws_publications_total'), 8);
});

test('requests and webhooks are counted by route, status, provider and verdict', async () => {
    const server = await started();
    const before = await scrape(server);
    assert.equal(before.sum('webhook_deliveries_total', { provider: 'clerk', verdict: 'ok' }), 0);
    assert.ok(before.series.some((key) => key.includes('"clerk"')), 'a sender shows up before its first delivery');

    const post = async (path, { headers, body }) => (await server.request('POST', path, { headers, body })).status;
    const delivery = appDelivery('evt_1', { n: 1 });
    assert.equal(await post('/webhooks/app', delivery), 200);
    assert.equal(await post('/webhooks/app', delivery), 200);
    assert.equal(await post('/webhooks/app', appDelivery('evt_2', { n: 2 }, 'the-secret-of-somebody-else-32-chars')), 401);
    assert.equal(await post('/webhooks/nobody', delivery), 404);
    for (let n = 0; n < 3; ++n)
        assert.equal(await post('/api/publish', { headers: { 'X-API-Key': 'wrong' }, body: '{}' }), 401);
    await server.api('publish', { channel: 'chat:metrics', data: 1 });
    await server.request('GET', '/nowhere');
    await server.request('BREW', '/api/publish');

    const metrics = await scrape(server);
    assert.deepEqual(metrics.by('verdict', 'webhook_deliveries_total'), { ok: 1, duplicate: 1, 'no-matching-signature': 1 });
    assert.deepEqual(metrics.by('provider', 'webhook_deliveries_total'), { app: 3 });
    assert.deepEqual(metrics.by('status', 'http_requests_total', { route: '/webhooks/app' }), { 200: 2, 401: 1 });
    assert.deepEqual(metrics.by('status', 'http_requests_total', { route: '/api/publish' }), { 200: 1, 401: 3 });
    assert.deepEqual(metrics.by('status', 'http_requests_total', { route: 'none' }), { 404: 2, 405: 1 });
    assert.equal(metrics.sum('http_requests_total', { route: '/metrics', status: '200' }), 1);
    assert.equal(metrics.sum('http_request_seconds_count', { route: '/api/publish' }), 4);
    assert.equal(metrics.sum('http_request_seconds_bucket', { route: '/api/publish', le: '+Inf' }), 4);
    assert.equal(metrics.sum('ws_publications_total'), 2);
});

test('nothing that peers choose adds a series', async () => {
    const server = await started();
    const random = () => randomBytes(6).toString('hex');
    const bother = async () => {
        const user = random();
        const client = await connectedClient(server, user);
        await subscribed(client, `chat:${random()}`);
        await assert.rejects(client.publish(`${random()}:x`, 1));
        await server.request('GET', `/${random()}`, { headers: { [`X-${random()}`]: random(), 'User-Agent': random() } });
        await server.request('POST', `/webhooks/${random()}`, { body: random() });
        await server.request('POST', `/api/${random()}`, { headers: { 'X-API-Key': random() }, body: '{}' });
        await server.request('POST', '/webhooks/app', appDelivery(random(), 1, random().repeat(4)));
        await server.request('GET', `/metrics?${random()}=${random()}`);
        const ended = next(client, 'disconnected');
        const code = 4500 + Math.floor(Math.random() * 490);
        // In words, because a reason that is JSON, as digits alone are, is refused.
        assert.ok((await server.api('disconnect', { user, disconnect: { code, reason: `because ${random()}` } })).result);
        await ended;
    };
    await bother();
    await scrape(server);
    const { series } = await scrapeUntil(server, (m) => m.sum('ws_connections') === 0);
    for (let n = 0; n < 20; ++n)
        await bother();
    const after = await scrapeUntil(server, (m) => m.sum('ws_connections') === 0);
    assert.deepEqual(after.series, series);
    assert.equal(after.sum('ws_connects_total', { code: 'ok' }), 21);
});

test('a scraper that never rests costs no delivery', async () => {
    const server = await started();
    const crowd = await Promise.all(Array.from({ length: 40 }, async (_, n) => {
        const client = await connectedClient(server, `user${n}`);
        return collect(await subscribed(client, 'chat:load'), 'publication');
    }));
    let loading = true;
    let scrapes = 0;
    const scraping = (async () => {
        while (loading) {
            const metrics = await scrape(server);
            assert.ok(metrics.sum('ws_deliveries_total') <= 40 * 300);
            ++scrapes;
        }
    })();
    for (let n = 0; n < 300; n += 10)
        await Promise.all(Array.from({ length: 10 }, (_, i) => server.api('publish', { channel: 'chat:load', data: n + i })));
    await Promise.all(crowd.map((publications) => publications.reach(300)));
    loading = false;
    await scraping;
    assert.ok(scrapes > 3, `${scrapes} scrapes`);
    for (const { seen } of crowd)
        assert.deepEqual(seen.map(({ offset }) => offset), Array.from({ length: 300 }, (_, n) => n + 1));
    const metrics = await scrape(server);
    assert.equal(metrics.sum('ws_publications_total'), 300);
    assert.equal(metrics.sum('ws_deliveries_total'), 40 * 300);
    assert.equal(metrics.sum('ws_closes_total'), 0);
});
