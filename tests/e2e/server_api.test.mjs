// The server API: every method through cent.js, and what cent.js does not reach by plain HTTP.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CentClient, CentException } from 'cent.js';

import { channels } from './support/channels.mjs';
import { closeClients, collect, connectedClient, next, subscribed } from './support/sdk.mjs';
import { apiKey, startServer } from './support/server.mjs';

const secondKey = 'the-key-that-is-rotated-out-soon-32';
let server;
let cent;
before(async () => {
    server = await startServer({ CHANNELS: channels, WEBSOCKET_API_KEYS: `${apiKey},old=${secondKey}` });
    cent = new CentClient({ url: `${server.url}/api`, apiKey });
});
after(async () => {
    closeClients();
    await server?.stop();
});

const post = (path, body, headers = { 'X-API-Key': apiKey }) => server.request('POST', path, {
    headers, body: typeof body === 'string' ? body : JSON.stringify(body),
});
const json = async (path, body, headers) => JSON.parse((await post(path, body, headers)).body);

test('publish gives the position, and the subscriber gets the publication', async () => {
    const subscription = await subscribed(await connectedClient(server, 'anna'), 'chat:cent');
    const publication = next(subscription, 'publication');
    const position = await cent.publish({ channel: 'chat:cent', data: { n: 1 }, tags: { kind: 'test' } });
    assert.equal(position.offset, 1);
    assert.match(position.epoch, /./);
    const context = await publication;
    assert.deepEqual(context.data, { n: 1 });
    assert.deepEqual(context.tags, { kind: 'test' });
});

test('publish without storing has no position and stays out of history', async () => {
    assert.deepEqual(await cent.publish({ channel: 'chat:fleeting', data: {}, skip_history: true }), {});
    assert.deepEqual((await cent.getHistory({ channel: 'chat:fleeting', limit: -1 })).publications, []);
});

test('broadcast answers for each channel in order', async () => {
    const { responses } = await cent.broadcast({ channels: ['chat:b1', 'nowhere:b', 'plain:b2'], data: { n: 1 } });
    assert.equal(responses[0].result.offset, 1);
    assert.equal(responses[1].error.code, 102);
    assert.deepEqual(responses[2].result, {});
});

test('subscribe, presence, presence_stats, channels, unsubscribe', async () => {
    const client = await connectedClient(server, 'cent-user');
    const subscription = next(client, 'subscribed');
    assert.deepEqual(await cent.subscribe({ user: 'cent-user', channel: 'chat:managed' }), {});
    assert.equal((await subscription).channel, 'chat:managed');

    const { presence } = await cent.getPresence({ channel: 'chat:managed' });
    assert.deepEqual(Object.values(presence).map(({ user }) => user), ['cent-user']);
    assert.deepEqual(await cent.getPresenceStats({ channel: 'chat:managed' }), { num_clients: 1, num_users: 1 });
    assert.deepEqual((await cent.getChannels({ pattern: 'chat:man*' })).channels, { 'chat:managed': { num_clients: 1 } });

    const unsubscription = next(client, 'unsubscribed');
    assert.deepEqual(await cent.unsubscribe({ user: 'cent-user', channel: 'chat:managed' }), {});
    await unsubscription;
    assert.deepEqual(await cent.getPresenceStats({ channel: 'chat:managed' }), { num_clients: 0, num_users: 0 });
    assert.deepEqual(await cent.getPresence({ channel: 'chat:managed' }), { presence: {} });
});

test('history and history_remove', async () => {
    for (let n = 1; n <= 5; ++n)
        await cent.publish({ channel: 'chat:kept', data: { n } });
    const numbers = async (options) =>
        (await cent.getHistory({ channel: 'chat:kept', ...options })).publications.map(({ data }) => data.n);
    const { offset, epoch } = await cent.getHistory({ channel: 'chat:kept' });
    assert.equal(offset, 5);
    assert.deepEqual(await numbers({}), []);
    assert.deepEqual(await numbers({ limit: -1 }), [1, 2, 3, 4, 5]);
    assert.deepEqual(await numbers({ limit: 2, since: { offset: 2, epoch } }), [3, 4]);
    assert.deepEqual(await numbers({ limit: 2, reverse: true }), [5, 4]);
    assert.deepEqual(await cent.removeHistory({ channel: 'chat:kept' }), {});
    const after = await cent.getHistory({ channel: 'chat:kept', limit: -1 });
    assert.deepEqual(after, { publications: [], epoch, offset: 5 });
});

test('refresh and disconnect', async () => {
    const client = await connectedClient(server, 'cent-bye');
    assert.deepEqual(await cent.refresh({ user: 'cent-bye' }), {});
    const disconnection = next(client, 'disconnected');
    assert.deepEqual(await cent.disconnect({ user: 'cent-bye' }), {});
    assert.equal((await disconnection).code, 3503);
});

test('acting on nobody is no error', async () => {
    for (const method of ['unsubscribe', 'disconnect', 'refresh', 'subscribe'])
        assert.deepEqual(await cent[method]({ user: 'nobody-here', channel: 'chat:none' }), {});
});

test('info describes the node', async () => {
    await connectedClient(server, 'counted');
    const { nodes } = await cent.getInfo();
    assert.equal(nodes.length, 1);
    assert.ok(nodes[0].num_clients >= 1);
    assert.ok(nodes[0].num_users >= 1);
    assert.match(nodes[0].uid, /./);
    assert.match(nodes[0].version, /^\d+\.\d+\.\d+/);
});

test('pipeline answers command by command', async () => {
    const results = await cent.pipeline([
        { method: 'publish', params: { channel: 'chat:pipe', data: { n: 1 } } },
        { method: 'publish', params: { channel: 'nowhere:pipe', data: {} } },
        { method: 'history', params: { channel: 'chat:pipe', limit: 1 } },
    ]);
    assert.equal(results.length, 3);
    assert.equal(results[0].offset, 1);
    assert.equal(results[1], undefined);
    assert.deepEqual(results[2].publications[0].data, { n: 1 });
});

test('the single endpoint echoes ids and ends without a line break', async () => {
    const { status, body } = await post('/api',
        '{"id":7,"method":"PUBLISH","params":{"channel":"plain:one","data":1}}\n{"method":"nonsense","params":{}}');
    assert.equal(status, 200);
    assert.ok(!body.endsWith('\n'));
    const lines = body.split('\n').map((line) => JSON.parse(line));
    assert.equal(lines[0].id, 7);
    assert.deepEqual(lines[0].result, {});
    assert.equal(lines[1].error.code, 104);
    assert.equal((await post('/api', '')).status, 400);
});

test('batch runs its commands in order and is not wrapped', async () => {
    const { replies } = await json('/api/batch', {
        commands: [
            { publish: { channel: 'chat:batch', data: 1 } },
            { presence_stats: { channel: 'plain:batch' } },
            { publish: { channel: 'chat:batch', data: 2 } },
            null,
            { nonsense: {} },
        ],
    });
    assert.equal(replies[0].publish.offset, 1);
    assert.equal(replies[1].error.code, 108);
    assert.equal(replies[2].publish.offset, 2);
    assert.equal(replies[3].error.code, 107);
    assert.equal(replies[4].error.code, 104);
});

test('an idempotency key publishes once; with other data it is a conflict', async () => {
    const subscription = await subscribed(await connectedClient(server, 'anna'), 'chat:once');
    const publications = collect(subscription, 'publication');
    const publish = (data) => server.api('publish', { channel: 'chat:once', data, idempotency_key: 'k-1' });
    const first = await publish(1);
    assert.deepEqual(await publish(1), first);
    assert.equal((await publish(2)).error.code, 113);
    await server.api('publish', { channel: 'chat:once', data: 'last' });
    await publications.reach(2);
    assert.deepEqual(publications.seen.map(({ data }) => data), [1, 'last']);
});

test('base64 data wins over data', async () => {
    const subscription = await subscribed(await connectedClient(server, 'anna'), 'plain:base64');
    const publication = next(subscription, 'publication');
    await server.api('publish', { channel: 'plain:base64', data: 1, b64data: Buffer.from('{"a":2}').toString('base64') });
    assert.deepEqual((await publication).data, { a: 2 });
});

for (const [what, body, code] of [
    ['no channel', { data: 1 }, 107],
    ['no data', { channel: 'chat:x' }, 107],
    ['an unknown namespace', { channel: 'nowhere:x', data: 1 }, 102],
    ['data over 64 KiB', { channel: 'chat:x', data: 'x'.repeat(65536) }, 107],
]) {
    test(`publish with ${what}: error ${code}`, async () => {
        assert.equal((await json('/api/publish', body)).error.code, code);
    });
}

test('broadcast to no channel, presence and history where they are off, an rpc', async () => {
    assert.equal((await json('/api/broadcast', { channels: [], data: 1 })).error.code, 107);
    assert.equal((await json('/api/presence', { channel: 'plain:x' })).error.code, 108);
    assert.equal((await json('/api/presence_stats', { channel: 'plain:x' })).error.code, 108);
    assert.equal((await json('/api/history', { channel: 'plain:x' })).error.code, 108);
    assert.equal((await json('/api/history_remove', { channel: 'plain:x' })).error.code, 108);
    assert.equal((await json('/api/rpc', { method: 'x' })).error.code, 104);
});

test('in transport error mode the status tells and the body is the bare error', async () => {
    const reply = await post('/api/publish', { channel: 'nowhere:x', data: 1 },
        { 'X-API-Key': apiKey, 'X-Centrifugo-Error-Mode': 'transport' });
    assert.equal(reply.status, 404);
    assert.equal(JSON.parse(reply.body).code, 102);
});

test('errors reach the caller of cent.js', async () => {
    await assert.rejects(cent.publish({ channel: 'nowhere:x', data: {} }), CentException);
});

for (const [what, headers, status] of [
    ['no key', {}, 401],
    ['a wrong key', { 'X-API-Key': 'wrong' }, 401],
    ['a wrong key as long as the right one', { 'X-API-Key': apiKey.replace(/.$/, '?') }, 401],
    ['an endless key', { 'X-API-Key': 'k'.repeat(600) }, 401],
    ['the key as bearer', { Authorization: `Bearer ${apiKey}` }, 200],
    ['the key as apikey, in any case', { Authorization: `APIKEY ${apiKey}` }, 200],
    ['the older key', { 'X-API-Key': secondKey }, 200],
    ['two different keys', { 'X-API-Key': apiKey, Authorization: `Bearer ${secondKey}` }, 400],
    ['the same key twice', { 'X-API-Key': apiKey, Authorization: `Bearer ${apiKey}` }, 200],
]) {
    test(`${what}: ${status}`, async () => {
        assert.equal((await post('/api/info', {}, headers)).status, status);
    });
}

test('a key in the query is no key', async () => {
    assert.equal((await post(`/api/info?api_key=${apiKey}`, {}, {})).status, 401);
});

test('cent.js with a wrong key gets no result', async () => {
    const stranger = new CentClient({ url: `${server.url}/api`, apiKey: 'wrong' });
    const before = (await cent.getHistory({ channel: 'chat:guarded' })).offset;
    await stranger.publish({ channel: 'chat:guarded', data: {} }).catch(() => {});
    assert.equal((await cent.getHistory({ channel: 'chat:guarded' })).offset, before);
});

test('an unknown method is 404, another verb 405, broken JSON 400, a huge body 413', async () => {
    assert.equal((await post('/api/teleport', {})).status, 404);
    const get = await server.request('GET', '/api/info', { headers: { 'X-API-Key': apiKey } });
    assert.equal(get.status, 405);
    assert.equal(get.headers.allow, 'POST');
    for (const body of ['', '{', '[]', '{"channel":1,"data":1}', '{"channel":"chat:x","data":1} trailing'])
        assert.equal((await post('/api/publish', body)).status, 400, body);
    assert.equal((await post('/api/publish', ' '.repeat(1048577))).status, 413);
});

test('a server without keys is not open but out of service', async () => {
    const closed = await startServer({ WEBSOCKET_API_KEYS: undefined });
    const reply = await closed.request('POST', '/api/info', { headers: { 'X-API-Key': '' }, body: '{}' });
    assert.equal(reply.status, 503);
    await closed.stop();
});
