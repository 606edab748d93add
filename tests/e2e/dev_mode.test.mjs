// Development mode: what a newcomer without any account gets, and that nobody else gets it.

import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { createClerkClient, verifyToken } from '@clerk/backend';

import { closeClients, next, sdkClient, subscribed } from './support/sdk.mjs';
import { freePort, runBinary, startBareServer, startServer } from './support/server.mjs';

const development = { NODE_ENV: 'development' };

let folder;
let server;
before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imagineo-ws-dev-'));
    server = await startBareServer({ ...development, PORT: await freePort() }, folder);
});
after(async () => {
    closeClients();
    await server.stop();
    await rm(folder, { recursive: true });
});

/** What GET /dev/token answers, parsed. */
async function session(parameters, headers = {}) {
    const reply = await server.request('GET', `/dev/token?${new URLSearchParams(parameters)}`, { headers });
    assert.equal(reply.status, 200, reply.body);
    return JSON.parse(reply.body);
}

async function issuersPem() {
    const { keys } = JSON.parse((await server.request('GET', '/dev/jwks.json')).body);
    return createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
}

test("Clerk's backend SDK accepts the tokens", async () => {
    const jwtKey = await issuersPem();
    const { token, session: id } = await session({
        user: 'user_anna', org: 'org_1', role: 'org:admin', permissions: 'org:images:read,org:images:delete',
    });
    const claims = await verifyToken(token, { jwtKey, authorizedParties: [server.url] });
    assert.equal(claims.sub, 'user_anna');
    assert.equal(claims.sid, id);
    assert.equal(claims.iss, server.url);
    assert.equal(claims.exp - claims.iat, 60);
    assert.equal(claims.v, 2);
    assert.deepEqual(claims.o, { id: 'org_1', slg: 'org_1', rol: 'admin', per: 'read,delete', fpm: '3' });

    const page = 'http://localhost:3000';
    const forPage = await session({ user: 'user_anna' }, { Origin: page });
    await verifyToken(forPage.token, { jwtKey, authorizedParties: [page] });
    await assert.rejects(verifyToken(forPage.token, { jwtKey, authorizedParties: [server.url] }));
    await assert.rejects(verifyToken(`${token.slice(0, -4)}AAAA`, { jwtKey, authorizedParties: [server.url] }));
});

test("Clerk's backend SDK makes an auth object of them, with organisation and permissions", async () => {
    const clerk = createClerkClient({
        jwtKey: await issuersPem(), secretKey: 'sk_test_FAKE', publishableKey: 'pk_test_Y2xlcmsuZXhhbXBsZS5jb20k',
        telemetry: { disabled: true },
    });
    const { token } = await session({ user: 'user_anna', org: 'org_1', role: 'admin', permissions: 'org:images:read' });
    const request = new Request(`${server.url}/`, { headers: { Authorization: `Bearer ${token}` } });
    const state = await clerk.authenticateRequest(request, { authorizedParties: [server.url] });
    assert.ok(state.isAuthenticated, state.reason);
    const auth = state.toAuth();
    assert.equal(auth.userId, 'user_anna');
    assert.equal(auth.orgId, 'org_1');
    assert.equal(auth.orgRole, 'org:admin');
    assert.deepEqual(auth.orgPermissions, ['org:images:read']);
    assert.ok(auth.has({ permission: 'org:images:read' }));
    assert.ok(!auth.has({ permission: 'org:images:delete' }));
});

test('the SDK connects with tokens that getToken fetches, and refreshes with them', async () => {
    let fetched = 0;
    const client = sdkClient(server, {
        getToken: async () => {
            ++fetched;
            return (await session({ user: 'anna', org: 'org_1', lifetime: 1 })).token;
        },
    });
    client.connect();
    await client.ready(20000);
    const subscription = await subscribed(client, 'org:org_1:news');
    while (fetched < 3)
        await new Promise((resolve) => setTimeout(resolve, 50));
    const publication = next(subscription, 'publication');
    const reply = await server.request('POST', '/dev/publish', {
        headers: { Origin: server.url }, body: '{"channel":"org:org_1:news","data":{"text":"hello"}}',
    });
    assert.equal(reply.status, 200, reply.body);
    assert.ok(JSON.parse(reply.body).result.offset > 0);
    assert.deepEqual((await publication).data, { text: 'hello' });

    // What the organisation in the token does not open stays closed.
    const other = client.newSubscription('org:org_2:news');
    const refused = next(other, 'unsubscribed');
    other.subscribe();
    assert.equal((await refused).code, 103);
    client.disconnect();
});

test('the page and its files are there, and the page may do nothing but talk to its server', async () => {
    const page = await server.request('GET', '/');
    assert.equal(page.status, 200);
    assert.match(page.headers['content-type'], /^text\/html/);
    assert.match(page.headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
    assert.doesNotMatch(page.headers['content-security-policy'], /unsafe/);
    assert.equal(page.headers['x-content-type-options'], 'nosniff');
    const files = [...page.body.matchAll(/(?:src|href)="(\/playground\/[^"]+)"/g)].map((match) => match[1]);
    assert.ok(files.length > 0);
    for (const file of files)
        assert.equal((await server.request('GET', file)).status, 200, file);

    const info = JSON.parse((await server.request('GET', '/dev/info')).body);
    assert.equal(info.websocket_url, server.webSocketUrl);
    assert.equal(info.issues_tokens, true);
    assert.ok(info.namespaces.some(({ name }) => name === 'public:'));
});

const paths = [
    ['GET', '/'], ['GET', '/playground/style.css'], ['GET', '/dev/info'], ['GET', '/dev/token?user=a'],
    ['GET', '/dev/subscription-token?user=a&channel=room:1'], ['GET', '/dev/jwks.json'], ['POST', '/dev/publish'], ['POST', '/dev/webhook'],
];

test('rebound names, proxies and strange pages are refused everywhere', async () => {
    for (const [method, path] of paths) {
        const ask = async (headers) => (await server.request(method, path, { headers, body: method === 'POST' ? '{}' : undefined })).status;
        assert.equal(await ask({ Host: 'attacker.example' }), 421, path);
        assert.equal(await ask({ Host: `127.0.0.1.nip.example:${server.port}` }), 421, path);
        assert.equal(await ask({ 'X-Forwarded-For': '127.0.0.1' }), 403, path);
        assert.equal(await ask({ Forwarded: 'for=127.0.0.1' }), 403, path);
        assert.equal(await ask({ Origin: 'https://attacker.example' }), 403, path);
        assert.equal(await ask({ Origin: 'null' }), 403, path);
    }
    // A front end reads what there is to know, and changes nothing.
    const origin = { Origin: 'http://localhost:3000' };
    const info = await server.request('GET', '/dev/info', { headers: origin });
    assert.equal(info.status, 200);
    assert.equal(info.headers['access-control-allow-origin'], origin.Origin);
    assert.equal((await server.request('POST', '/dev/publish', { headers: origin, body: '{}' })).status, 403);
});

test('an event that Clerk would send closes the session, and its token does not come back', async () => {
    const { token, session: id } = await session({ user: 'user_gone' });
    const client = sdkClient(server, { token });
    client.connect();
    await client.ready(20000);
    const end = next(client, 'disconnected');
    const reply = await server.request('POST', '/dev/webhook', {
        body: JSON.stringify({ type: 'session.revoked', session: id, user: 'user_gone' }),
    });
    assert.equal(reply.status, 200, reply.body);
    const delivered = JSON.parse(reply.body);
    assert.equal(delivered.status, 200, reply.body);
    assert.equal(delivered.event.data.id, id);
    assert.equal((await end).code, 3500);
    const again = sdkClient(server, { token });
    const refused = next(again, 'disconnected');
    again.connect();
    assert.equal((await refused).code, 3500);
});

test('an event that nobody can make is refused with what is missing', async () => {
    for (const [body, word] of [['{}', /type/], ['{"type":"nothing.known"}', /data/], ['no JSON', /./]]) {
        const reply = await server.request('POST', '/dev/webhook', { body });
        assert.equal(reply.status, 400);
        assert.match(reply.body, word);
    }
    const foreign = await server.request('POST', '/dev/webhook', {
        headers: { Origin: 'http://localhost:3000' }, body: '{"type":"session.revoked","session":"x"}',
    });
    assert.equal(foreign.status, 403, 'only the server\'s own page may');
});

test('elsewhere these paths do not exist and the tokens open nothing', async () => {
    const { token } = await session({ user: 'anna' });
    const elsewhere = await startServer({ NODE_ENV: 'test' });
    for (const [method, path] of paths)
        assert.equal((await elsewhere.request(method, path, { body: method === 'POST' ? '{}' : undefined })).status, 404, path);
    const client = sdkClient(elsewhere, { token });
    const end = next(client, 'disconnected');
    client.connect();
    assert.equal((await end).code, 3500);
    await elsewhere.stop();
});

test('the key is kept for the next start, and for its owner alone', async () => {
    const before = await issuersPem();
    const port = await freePort();
    const second = await startBareServer({ ...development, PORT: port }, folder);
    const { keys } = JSON.parse((await second.request('GET', '/dev/jwks.json')).body);
    assert.equal(createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' }), before);
    await second.stop();
    assert.equal((await stat(join(folder, '.imagineo-ws', 'issuer.pem'))).mode & 0o777, 0o600);
});

test('with a key of Clerk\'s, tokens come from Clerk', async () => {
    const port = await freePort();
    const withClerk = await startBareServer({ ...development, PORT: port, CLERK_JWT_KEY: await issuersPem() }, folder);
    const reply = await withClerk.request('GET', '/dev/token?user=anna');
    assert.equal(reply.status, 409);
    assert.match(reply.body, /CLERK_JWT_KEY/);
    assert.equal(JSON.parse((await withClerk.request('GET', '/dev/info')).body).issues_tokens, false);
    // Its greeting shows a token.
    await withClerk.kill();
});

test('mistakes in what is asked for are told', async () => {
    for (const query of ['', '?user=', '?user=a&lifetime=0', '?user=a&rolle=b', '?user=a&role=admin', '?user=%ff']) {
        const reply = await server.request('GET', `/dev/token${query}`);
        assert.equal(reply.status, 400, query);
        assert.match(reply.headers['content-type'], /^text\/plain/);
    }
    assert.equal((await server.request('POST', '/dev/token?user=a', { body: '' })).status, 405);
    const publish = await server.request('POST', '/dev/publish', { body: '{"channel":1}' });
    assert.equal(publish.status, 400);
});

test('check-config makes no key', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'imagineo-ws-check-'));
    const { code, output } = await runBinary(['check-config'], development, empty);
    assert.equal(code, 0, output);
    await assert.rejects(stat(join(empty, '.imagineo-ws')));
    await rm(empty, { recursive: true });
});
