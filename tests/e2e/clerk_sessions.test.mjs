// Clerk's session tokens: sockets that outlive them, keys that rotate, and a key server that misbehaves.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { verifyToken } from '@clerk/backend';

import { clerkSettings, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { closeClients, collect, next, sdkClient, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';

after(closeClients);

const now = () => Math.floor(Date.now() / 1000);

/** Runs `body` with a server whose keys come from a key server of its own. */
async function withClerk(body, settings = {}, prepare = () => {}) {
    const key = makeKey();
    const keyServer = await new KeyServer([key]).start();
    prepare(keyServer);
    const server = await startServer({ ...clerkSettings(keyServer), ...settings });
    try {
        await body({ key, keyServer, server });
        closeClients();
        await server.stop();
    } finally {
        keyServer.stop();
        await server.kill();
    }
}

const join = async (client) => {
    client.connect();
    await client.ready(20000);
    return client;
};

test('Clerk\'s own SDK and the server accept the same token', () => withClerk(async ({ key, keyServer, server }) => {
    const token = mintToken(key, { o: { id: 'org_1', rol: 'admin', slg: 'acme' } });
    const claims = await verifyToken(token, { jwtKey: key.pem, authorizedParties: ['http://localhost:3000'] });
    assert.equal(claims.sub, 'user_1');
    const client = await join(sdkClient(server, { token }));
    await subscribed(client, 'org:org_1:events');
    assert.equal(keyServer.authorization, 'Bearer sk_test_FAKE0000000000000000000000000000000000000');
}));

test('a socket lives ten token lifetimes without a gap', () => withClerk(async ({ key, server }) => {
    const lifetime = 2;
    let minted = 0;
    const client = sdkClient(server, {
        getToken: async () => {
            ++minted;
            return mintToken(key, { exp: now() + lifetime });
        },
    });
    const interruptions = collect(client, 'connecting');
    await join(client);
    interruptions.seen.length = 0;
    const news = await subscribed(client, 'public:news');
    const received = collect(news, 'publication');
    for (let second = 0; second < 10 * lifetime; ++second) {
        await server.api('publish', { channel: 'public:news', data: { second } });
        await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const publications = await received.reach(10 * lifetime);
    assert.deepEqual(publications.map(({ data }) => data.second), [...Array(10 * lifetime).keys()]);
    assert.equal(interruptions.seen.length, 0);
    assert.ok(minted >= 10, `${minted} tokens`);
}, { CLERK_CLOCK_SKEW_MS: 0, AUTH_CLOSE_DELAY: '3s' }));

test('without a refresh the socket is closed with 3005 and the SDK comes back', () => withClerk(async ({ key, server }) => {
    const first = mintToken(key, { exp: now() + 1 });
    const client = sdkClient(server, {
        token: first,
        // Not in time the first time.
        getToken: () => new Promise((resolve) => setTimeout(() => resolve(mintToken(key)), 4000)),
    });
    const interrupted = next(client, 'connecting', ({ code }) => code === 3005);
    await join(client);
    await interrupted;
    await client.ready(20000);
}, { CLERK_CLOCK_SKEW_MS: 0, AUTH_CLOSE_DELAY: '1s' }));

test('what is wrong with a token decides between a new token and the end', () => withClerk(async ({ key, server }) => {
    const foreign = makeKey(key.kid);
    const cases = [
        [mintToken(key, { azp: 'https://evil.example' }), 3500],
        [mintToken(key, { sid: undefined }), 3500],
        [mintToken(key, {}, { cat: 'cl_B7d4PD222AAA' }), 3500],
        [mintToken(foreign), 3500],
        [mintToken(key, {}, { alg: 'none' }), 3500],
        [mintToken(key, { sts: 'pending' }), 101],
    ];
    for (const [token, code] of cases) {
        const client = sdkClient(server, { token });
        const ended = next(client, 'disconnected');
        client.connect();
        assert.equal((await ended).code, code);
    }
    let asked = 0;
    const expired = sdkClient(server, {
        token: mintToken(key, { exp: now() - 60 }),
        getToken: async () => { ++asked; return mintToken(key); },
    });
    await join(expired);
    assert.equal(asked, 1);
}));

test('a rotated key is fetched when its first token comes', () => withClerk(async ({ key, keyServer, server }) => {
    await join(sdkClient(server, { token: mintToken(key) }));
    const rotated = makeKey('ins_rotated');
    keyServer.serve([rotated]);
    await join(sdkClient(server, { token: mintToken(rotated, { sub: 'user_2', sid: 'sess_2' }) }));
    assert.equal(keyServer.requests, 2);
}));

test('strangers\' key ids cost hardly a request', () => withClerk(async ({ keyServer, server }) => {
    const stranger = makeKey('ins_x');
    const ends = [];
    for (let i = 0; i < 100; ++i) {
        const client = sdkClient(server, { token: mintToken({ ...stranger, kid: `ins_${i}` }) });
        ends.push(next(client, 'disconnected'));
        client.connect();
    }
    for (const { code } of await Promise.all(ends))
        assert.equal(code, 3500);
    assert.ok(keyServer.requests <= 3, `${keyServer.requests} requests`);
}));

for (const [name, misbehave] of [
    ['fails', (s) => s.fail()],
    ['is down for us', (s) => s.fail(401)],
    ['stalls', (s) => s.stall()],
    ['sends garbage', (s) => s.lie('{"keys":[{"kty":"oct"}]}')],
    ['sends without end', (s) => s.lie(Buffer.alloc(1024 * 1024, 0x20))],
    ['redirects', (s) => s.redirect('http://127.0.0.1:9/v1/jwks')],
]) {
    test(`a key server that ${name} at the start: the server starts, connects are told to try again`, () =>
        withClerk(async ({ key, server }) => {
            const client = sdkClient(server, { token: mintToken(key) });
            const error = next(client, 'error', (e) => e.error?.code === 100);
            client.connect();
            await error;
            assert.notEqual(client.state, 'disconnected');
        }, {}, misbehave));
}

test('keys that cannot be had for a while: sockets live, new ones come in when they can be had', () =>
    withClerk(async ({ key, keyServer, server }) => {
        const old = await join(sdkClient(server, { token: mintToken(key) }));
        const unknown = makeKey('ins_new');
        keyServer.fail();
        const client = sdkClient(server, { getToken: async () => mintToken(unknown, { sub: 'user_2' }), maxReconnectDelay: 2000 });
        const error = next(client, 'error', (e) => e.error?.code === 100);
        client.connect();
        await error;
        keyServer.serve([key, unknown]);
        await client.ready(60000);
        assert.equal(old.state, 'connected');
    }));
