// Clerk's session tokens: sockets that outlive them, keys that rotate, and a key server that misbehaves.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';

import { verifyToken } from '@clerk/backend';

import { clerkSettings, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { JsonSocket } from './support/json_socket.mjs';
import { closeClients, collect, next, sdkClient, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { upgrade } from './support/upgrade.mjs';

after(closeClients);

const now = () => Math.floor(Date.now() / 1000);

/** Runs `body` with a server whose keys come from a key server of its own; `restart` gives the next one. */
async function withClerk(body, settings = {}, prepare = () => {}) {
    const key = makeKey();
    const keyServer = await new KeyServer([key]).start();
    prepare(keyServer);
    const all = { ...clerkSettings(keyServer), ...settings };
    let server = await startServer(all);
    const restart = async () => {
        closeClients();
        await server.stop();
        server = await startServer(all);
        return server;
    };
    try {
        await body({ key, keyServer, server, restart });
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

/** What a token gets on connect: {client}, an error's code, or the code of the close. */
async function connectWith(server, token) {
    const socket = await JsonSocket.open(server);
    socket.send({ id: 1, connect: { token } });
    const reply = await socket.next().catch(() => undefined);
    const outcome = reply ? reply.connect ?? reply.error.code : (await socket.closed).code;
    socket.terminate();
    return outcome;
}

test('a thousand strangers\' key ids cost two requests in half a minute', () => withClerk(async ({ keyServer, server }) => {
    const stranger = makeKey('ins_x');
    const began = Date.now();
    for (let i = 0; i < 1000; i += 50) {
        const outcomes = await Promise.all([...Array(50).keys()].map((k) =>
            connectWith(server, mintToken({ ...stranger, kid: `ins_${randomUUID()}_${i + k}` }))));
        assert.deepEqual(new Set(outcomes), new Set([3500]));
    }
    // The first is that of the start.
    const allowed = 2 + Math.floor((Date.now() - began) / 30000);
    assert.ok(keyServer.requests <= allowed, `${keyServer.requests} requests, allowed are ${allowed}`);
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

test('Clerk is down: sockets live, new tokens of known keys hold; after a restart everybody is told to try again', () =>
    withClerk(async ({ key, keyServer, server, restart }) => {
        const old = sdkClient(server, { getToken: async () => mintToken(key, { exp: now() + 3 }) });
        const interruptions = collect(old, 'connecting');
        await join(old);
        interruptions.seen.length = 0;
        keyServer.stop();

        const asked = keyServer.requests;
        for (let i = 0; i < 5; ++i) {
            const { client } = await connectWith(server, mintToken(key, { sub: `user_${i}`, sid: `sess_${i}` }));
            assert.ok(client);
        }
        await new Promise((resolve) => setTimeout(resolve, 5000)); // past the token's life
        assert.equal(old.state, 'connected');
        assert.deepEqual(interruptions.seen, []);
        assert.equal(keyServer.requests, asked);

        const again = await restart();
        for (let i = 0; i < 5; ++i)
            assert.equal(await connectWith(again, mintToken(key)), 100);
        assert.equal(await connectWith(again, mintToken(makeKey('ins_other'))), 100);
        const refused = await upgrade(again, { headers: { Authorization: `Bearer ${mintToken(key)}` } });
        assert.equal(refused.status, 503);
        assert.ok(Number(refused.headers['retry-after']) >= 1);
    }, { CLERK_CLOCK_SKEW_MS: 0 }));
