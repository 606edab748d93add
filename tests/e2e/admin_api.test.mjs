// The admin API with real clients: who is there, who is sent away, who is kept out, and who may ask.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { clerkSettings, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { closeClients, connectedClient, next, sdkClient, subscribed } from './support/sdk.mjs';
import { apiKey, hmacSecret, startServer } from './support/server.mjs';
import { connectionToken } from './support/tokens.mjs';

const adminKey = 'end-to-end-admin-key-of-32-characters';
const key = makeKey();
let keyServer;
let server;
before(async () => {
    keyServer = await new KeyServer([key]).start();
    server = await startServer({
        ...clerkSettings(keyServer), TOKEN_HMAC_SECRETS: hmacSecret, CHANNELS: channels, ADMIN_API_KEY: `ops=${adminKey}`, RATE_LIMIT_AUTH_FAILURE: 'off',
    });
});
after(async () => {
    closeClients();
    await server?.stop();
    keyServer?.stop();
    assert.ok(!server.text.includes(adminKey), 'the log shows the key');
});

const ask = (method, path, { body, headers } = {}) => server.request(method, `/admin/api/${path}`, {
    headers: { 'X-API-Key': adminKey, ...(body && { 'Content-Type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
});
/** The parsed body of an answer that must be 200. */
const admin = async (method, path, body) => {
    const reply = await ask(method, path, { body });
    assert.equal(reply.status, 200, `${method} ${path}: ${reply.status} ${reply.body}`);
    assert.equal(reply.headers['cache-control'], 'no-store');
    return JSON.parse(reply.body);
};
/** Every element of a listing, page by page, and how many pages it took. */
const everything = async (path, name, between = async () => {}) => {
    const all = [];
    const sizes = [];
    for (let after = ''; after !== undefined;) {
        const page = await admin('GET', `${path}${after && `&after=${encodeURIComponent(after)}`}`);
        all.push(...page[name]);
        sizes.push(page[name].length);
        after = page.next;
        await between();
    }
    return { all, sizes };
};
const clerkClient = async (claims) => {
    const client = sdkClient(server, { getToken: async () => mintToken(key, claims) });
    client.connect();
    await client.ready(20000);
    return client;
};
const changes = (event) => server.events().filter((line) => line.event === event);

test('connections are listed, filtered and described', async () => {
    const client = await clerkClient({ sub: 'user_listed', sid: 'sess_listed', o: { id: 'org_1', rol: 'admin', slg: 'acme' } });
    await subscribed(client, 'org:org_1:events');
    await connectedClient(server, 'somebody-else');

    const { connections } = await admin('GET', 'connections?user=user_listed');
    assert.equal(connections.length, 1);
    const [{ client: id, session, organization, address, sdk, age, queued_bytes: queued }] = connections;
    assert.deepEqual({ session, organization, address, sdk, queued },
        { session: 'sess_listed', organization: 'org_1', address: '127.0.0.1', sdk: 'js', queued: 0 });
    assert.ok(age >= 0 && age < 60);
    const ids = async (query) => (await admin('GET', `connections?${query}`)).connections.map(({ client: one }) => one);
    assert.deepEqual(await ids('session=sess_listed'), [id]);
    assert.deepEqual(await ids('channel=org:org_1:events'), [id]);
    assert.deepEqual(await ids('user=user_listed&min_age=1h'), []);
    assert.deepEqual(await ids('user=user_listed&min_queued_bytes=1'), []);

    const full = await admin('GET', `connections/${id}`);
    assert.equal(full.organization_role, 'org:admin');
    assert.ok(full.expires > full.connected);
    assert.ok(full.subscriptions.some(({ channel, recoverable }) => channel === 'org:org_1:events' && recoverable));
    assert.equal((await ask('GET', 'connections/nobody')).status, 404);

    await server.api('publish', { channel: 'org:org_1:events', data: {} });
    const [channel] = (await admin('GET', 'channels?prefix=org:')).channels;
    assert.equal(channel.channel, 'org:org_1:events');
    assert.equal(channel.subscribers, 1);
    assert.equal(channel.presence, 1);
    assert.deepEqual([channel.history.size, channel.history.offset], [1, 1]);
});

test('250 clients are paged through without loss or repetition while others come and go', async () => {
    const stay = await Promise.all(Array.from({ length: 250 }, (_, n) => connectedClient(server, `page-${n}`)));
    const comers = [];
    const come = async () => {
        comers.pop()?.disconnect();
        comers.push(await connectedClient(server, 'comer'), await connectedClient(server, 'comer'));
    };
    await come();
    const { all, sizes } = await everything('connections?limit=100', 'connections', come);
    assert.ok(sizes.length >= 3 && sizes.every((size) => size <= 100), `${sizes}`);
    const ids = all.map(({ client }) => client);
    assert.equal(new Set(ids).size, ids.length);
    const stayed = all.filter(({ user }) => user.startsWith('page-')).map(({ user }) => user);
    assert.deepEqual(stayed.sort(), stay.map((_, n) => `page-${n}`).sort());
    stay.forEach((client) => client.disconnect());
    comers.forEach((client) => client.disconnect());
});

test('a disconnected client sees code and reason, and the log names the key', async () => {
    const client = await connectedClient(server, 'sent-away');
    const gone = next(client, 'disconnected');
    const answer = await admin('POST', 'disconnect', { user: 'sent-away', code: 4501, reason: 'maintenance' });
    assert.deepEqual(answer, { connections: 1 });
    const { code, reason } = await gone;
    assert.deepEqual([code, reason], [4501, 'maintenance']);
    const [line] = changes('admin_disconnect');
    assert.deepEqual([line.key, line.user, line.connections], ['ops', 'sent-away', 1]);
});

test('a denied session cannot come back before the denial is lifted', async () => {
    const claims = { sub: 'user_denied', sid: 'sess_denied' };
    const client = await clerkClient(claims);
    const gone = next(client, 'disconnected');
    const denial = await admin('POST', 'denials', { kind: 'session', session: 'sess_denied' });
    assert.equal(denial.connections, 1);
    assert.equal((await gone).code, 3500);

    const again = sdkClient(server, { getToken: async () => mintToken(key, claims) });
    const refused = next(again, 'disconnected');
    again.connect();
    assert.equal((await refused).code, 3500);

    const { denials } = await admin('GET', 'denials?kind=session');
    assert.deepEqual(denials.map(({ session, until }) => [session, until]), [['sess_denied', denial.until]]);
    await admin('DELETE', 'denials?kind=session&session=sess_denied');
    assert.deepEqual((await admin('GET', 'denials')).denials, []);
    await clerkClient(claims);
    assert.equal(changes('admin_denial').at(-1).key, 'ops');
    assert.equal(changes('admin_denial_lifted').at(-1).key, 'ops');
});

test('a denied user is refused with any session, and without one', async () => {
    await admin('POST', 'denials', { kind: 'user', user: 'user_out', forever: true });
    for (const options of [
        { getToken: async () => mintToken(key, { sub: 'user_out', sid: 'sess_new' }) },
        { token: connectionToken('user_out') },
    ]) {
        const client = sdkClient(server, options);
        const refused = next(client, 'disconnected');
        client.connect();
        assert.equal((await refused).code, 3500);
    }
    await admin('DELETE', 'denials?kind=user&user=user_out');
});

test('the configuration is shown without secrets, and the keys with their uses', async () => {
    const { body } = await ask('GET', 'config');
    for (const secret of [adminKey, apiKey, hmacSecret, 'sk_test_FAKE0000000000'])
        assert.ok(!body.includes(secret), secret);
    const settings = Object.fromEntries(JSON.parse(body).settings.map(({ name, value }) => [name, value]));
    assert.equal(settings.ADMIN_API_KEY, 'ops');
    assert.equal(settings.NODE_ENV, 'test');

    const uses = async (name) => (await admin('GET', 'keys')).keys.find((row) => row.name === name);
    const before = await uses('default');
    await server.api('publish', { channel: 'chat:uses', data: {} });
    const after = await uses('default');
    assert.equal(after.admitted.publish, (before.admitted.publish ?? 0) + 1);
    assert.ok(after.last_used > 1e9);
    assert.deepEqual((await uses('ops')).scopes, ['admin']);
    const info = await admin('GET', 'info');
    assert.equal(info.environment, 'test');
});

test('pages, strangers and keys without the scope are refused', async () => {
    const status = async (method, path, options) => (await ask(method, path, options)).status;
    assert.equal(await status('GET', 'connections', { headers: { Origin: 'http://localhost:3000' } }), 403);
    assert.equal(await status('POST', 'disconnect', { body: { user: 'x' }, headers: { Origin: 'null' } }), 403);
    const preflight = await ask('OPTIONS', 'connections', {
        headers: { Origin: 'http://localhost:3000', 'Access-Control-Request-Method': 'GET' },
    });
    assert.equal(preflight.status, 403);
    assert.equal(preflight.headers['access-control-allow-origin'], undefined);
    assert.equal(await status('GET', 'connections', { headers: { 'X-API-Key': apiKey } }), 403);
    assert.equal(await status('GET', 'connections', { headers: { 'X-API-Key': 'wrong' } }), 401);
    assert.equal(await status('GET', `connections?key=${adminKey}`, { headers: { 'X-API-Key': '', Cookie: `k=${adminKey}` } }), 401);
    const wrongMethod = await ask('DELETE', 'connections');
    assert.deepEqual([wrongMethod.status, wrongMethod.headers.allow], [405, 'GET, HEAD']);
    assert.equal(await status('GET', 'connections/a/b'), 404);
    assert.equal(await status('GET', 'connections/%2e%2e'), 404);
    assert.equal(await status('POST', 'disconnect', { body: { user: 'x'.repeat(20000) } }), 413);
    const unknown = await ask('GET', 'connections?sort=age');
    assert.deepEqual([unknown.status, unknown.headers['content-type']], [400, 'application/problem+json']);
    assert.match(JSON.parse(unknown.body).detail, /sort/);
});

test('without a key there is no admin API', async () => {
    const closed = await startServer();
    const reply = await closed.request('GET', '/admin/api/info', { headers: { 'X-API-Key': adminKey } });
    assert.equal(reply.status, 503);
    assert.match(reply.body, /not-configured/);
    await closed.stop();
});
