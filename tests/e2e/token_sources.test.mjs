// Tokens that come with the upgrade: where they may stand, and what is answered to those that do not hold.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';

import WebSocket from 'ws';

import { clerkSettings, frontend, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { assertClosed, JsonSocket } from './support/json_socket.mjs';
import { closeClients, next, sdkClient, subscribed } from './support/sdk.mjs';
import { hmacSecret, startServer } from './support/server.mjs';
import { connectionToken, inSeconds, sign } from './support/tokens.mjs';
import { upgrade } from './support/upgrade.mjs';

after(closeClients);

const issuer = 'https://clerk.example.test';
const publishableKey = `pk_test_${Buffer.from('clerk.example.test$').toString('base64url')}`;

/** Runs `body` with a server of its own; its log has no token at the end. */
async function withServer(settings, body) {
    const server = await startServer({ LOG_LEVEL: 'debug', ...settings });
    try {
        await body(server);
        closeClients();
        await server.stop();
    } finally {
        await server.kill();
    }
}

async function withClerk(settings, body) {
    const key = makeKey();
    const keyServer = await new KeyServer([key]).start();
    try {
        await withServer({ ...clerkSettings(keyServer), TOKEN_HMAC_SECRETS: hmacSecret, ...settings },
            (server) => body({ key, keyServer, server }));
    } finally {
        keyServer.stop();
    }
}

/** The user that a connect without a token connects as, or the code of the close. */
async function whoConnects(server, { socket }) {
    const client = new JsonSocket(socket);
    client.send({ id: 1, connect: {} });
    const answer = await client.next().catch(() => undefined);
    if (!answer)
        return (await client.closed).code;
    if (answer.error)
        return answer.error.code;
    // Who it is says the channel that it may subscribe to.
    return Object.keys(answer.connect.subs ?? {}).find((channel) => channel.startsWith('user:'))?.slice('user:'.length);
}

const bearer = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
const ticket = (user, claims = {}) => sign({ sub: user, exp: inSeconds(30), jti: `${Math.random()}`, ...claims });
const page = { Origin: frontend };
const inQuery = (token) => ({ query: `?ticket=${token}`, headers: page });
const offering = (protocols, headers = page) => ({ protocols, headers });

test('a Bearer token connects its client, and the SDK needs no other', () => withServer({}, async (server) => {
    const token = connectionToken('service');
    const opened = await upgrade(server, bearer(token));
    assert.equal(await whoConnects(server, opened), 'service');

    const client = sdkClient(server, {
        websocket: class extends WebSocket {
            constructor(url, protocols) { super(url, protocols ?? [], bearer(token)); }
        },
    });
    client.connect();
    await client.ready(20000);
    await subscribed(client, 'public:news');
}));

test('a Bearer token that does not hold is 401, and its reason stays in the log', () => withClerk({}, async ({ key, server }) => {
    const now = inSeconds(0);
    const cases = {
        'token-expired': mintToken(key, { exp: now - 60, iat: now - 120, nbf: now - 120 }),
        'token-not-active-yet': mintToken(key, { nbf: now + 60 }),
        'token-iat-in-the-future': mintToken(key, { iat: now + 60, nbf: now - 10 }),
        'session-pending': mintToken(key, { sts: 'pending' }),
        'token-invalid-signature': mintToken({ ...makeKey(), kid: key.kid }),
        'token-invalid-authorized-parties': mintToken(key, { azp: 'https://evil.example' }),
        'token-invalid': 'no-token',
    };
    for (const [reason, token] of Object.entries(cases)) {
        const refused = await upgrade(server, bearer(token));
        assert.equal(refused.status, 401, reason);
        assert.equal(refused.headers['www-authenticate'], 'Bearer error="invalid_token"');
        assert.equal(refused.body, '{"error":"invalid_token"}');
    }
    await server.stop(); // all of its log is there then
    const logged = server.events().filter(({ event }) => event === 'authentication_failed').map(({ reason }) => reason);
    assert.deepEqual(logged, Object.keys(cases));
}));

test('while no key can be had, a Bearer token is 503 and the connect command error 100', async () => {
    const key = makeKey();
    const keyServer = await new KeyServer([key]).start();
    keyServer.fail();
    try {
        await withServer(clerkSettings(keyServer), async (server) => {
            const refused = await upgrade(server, bearer(mintToken(key)));
            assert.equal(refused.status, 503);
            assert.match(refused.headers['retry-after'], /^[1-9]/);
            const socket = await JsonSocket.open(server);
            assert.equal((await socket.ask({ id: 1, connect: { token: mintToken(key) } })).error.code, 100);
        });
    } finally {
        keyServer.stop();
    }
});

test('values without the scheme, and other schemes, are no token', () => withServer({}, async (server) => {
    for (const value of [connectionToken('u'), `Token ${connectionToken('u')}`, 'Basic dTpw', 'Bearer']) {
        const opened = await upgrade(server, { headers: { Authorization: value } });
        assert.equal(await whoConnects(server, opened), 3501, value.slice(0, 6));
    }
}));

test('sources that are off are not read', () => withServer({}, async (server) => {
    const token = ticket('u');
    const opened = await upgrade(server, {
        ...inQuery(token), protocols: ['centrifuge-json', `auth.${token}`],
        headers: { Origin: 'http://localhost:3000', Cookie: `__session=${token}` },
    });
    assert.equal(opened.protocol, 'centrifuge-json');
    assert.equal(await whoConnects(server, opened), 3501);
}));

test('two different tokens are 400, two equal ones are one', () =>
    withServer({ TOKEN_SOURCES: 'connect,bearer,subprotocol' }, async (server) => {
        const [one, other] = [connectionToken('one'), connectionToken('other')];
        const both = (offered) => upgrade(server, offering(['centrifuge-json', `auth.${offered}`], { ...page, ...bearer(one).headers }));
        assert.equal((await both(other)).status, 400);
        assert.equal(await whoConnects(server, await both(one)), 'one');
        assert.equal((await upgrade(server, { headers: { Authorization: [`Bearer ${one}`, `Bearer ${one}`] } })).status, 400);
    }));

test('a token among the sub-protocols connects and is never echoed', () =>
    withServer({ TOKEN_SOURCES: 'subprotocol' }, async (server) => {
        const offer = `auth.${connectionToken('device')}`;
        for (const protocols of [['centrifuge-json', offer], [offer, 'centrifuge-json']]) {
            const opened = await upgrade(server, offering(protocols));
            assert.equal(opened.protocol, 'centrifuge-json');
            assert.equal(await whoConnects(server, opened), 'device');
        }
        const many = Array.from({ length: 8 }, (_, i) => `p${i}`);
        assert.equal((await upgrade(server, offering([offer, ...many]))).status, 400);
        assert.equal((await upgrade(server, offering(['centrifuge-json', 'auth.wrong']))).status, 401);
    }));

test('a ticket is good for one use', () => withServer({ TOKEN_SOURCES: 'connect,bearer,query' }, async (server) => {
    const token = ticket('viewer', { expire_at: inSeconds(600) });
    assert.equal(await whoConnects(server, await upgrade(server, inQuery(token))), 'viewer');
    const again = await upgrade(server, inQuery(token));
    assert.equal(again.status, 401);
    assert.equal(again.body, '{"error":"invalid_token"}');
    // Nor is it a token for any other way in.
    assert.equal((await upgrade(server, bearer(token))).status, 401);
    const other = new JsonSocket((await upgrade(server)).socket);
    other.send({ id: 1, connect: { token } });
    assertClosed(await other.closed, 3500);
    // At the same moment, too.
    const contested = ticket('viewer');
    const answers = await Promise.all(Array.from({ length: 5 }, () => upgrade(server, inQuery(contested))));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [101, 401, 401, 401, 401]);
    // The path of the log has no query, and stop() finds no token in it.
    assert.ok(!server.text.includes('ticket='));
}));

test('without an Origin no page asks, and the sources for pages are not read', () =>
    withServer({ TOKEN_SOURCES: 'connect,query,subprotocol' }, async (server) => {
        const token = ticket('viewer');
        assert.equal(await whoConnects(server, await upgrade(server, { query: `?ticket=${token}` })), 3501);
        assert.equal(await whoConnects(server, await upgrade(server, offering(['centrifuge-json', `auth.${token}`], {}))), 3501);
        assert.equal(await whoConnects(server, await upgrade(server, inQuery(token))), 'viewer', 'it was not used up');
    }));

test('what is no ticket is refused in the query, whatever else it may be good for', () =>
    withClerk({ TOKEN_SOURCES: 'connect,query' }, async ({ key, server }) => {
        const cases = {
            'a long life': ticket('u', { exp: inSeconds(120) }),
            'no end': sign({ sub: 'u', jti: 'a' }),
            'no jti': sign({ sub: 'u', exp: inSeconds(30) }),
            'expired': ticket('u', { exp: inSeconds(-1) }),
            'another secret': sign({ sub: 'u', exp: inSeconds(30), jti: 'b' }, 'a secret of somebody else'),
            'a session token': mintToken(key, { jti: 'c', exp: inSeconds(30) }),
            'a subscription token': ticket('u', { channel: 'public:news' }),
        };
        for (const [what, token] of Object.entries(cases))
            assert.equal((await upgrade(server, inQuery(token))).status, 401, what);
    }));

test('a session cookie lets in pages of ours alone', () =>
    withClerk({ TOKEN_SOURCES: 'connect,bearer,cookie', CLERK_PUBLISHABLE_KEY: publishableKey }, async ({ key, server }) => {
        const token = mintToken(key, { iss: issuer });
        const withCookie = (headers, cookie = `theme=dark; __session=${token}`) =>
            upgrade(server, { headers: { Origin: frontend, Cookie: cookie, ...headers } });
        assert.equal(await whoConnects(server, await withCookie({ 'Sec-Fetch-Site': 'same-site' })), 'user_1');
        assert.equal(await whoConnects(server, await withCookie({})), 'user_1');
        assert.equal((await withCookie({ Origin: 'https://evil.example' })).status, 403);
        assert.equal((await withCookie({ 'Sec-Fetch-Site': 'cross-site' })).status, 403);
        assert.equal((await withCookie({}, `__session=${token}; __session=${token}`)).status, 400);
        assert.equal((await withCookie({}, '__session=forged')).status, 401);
        assert.equal((await withCookie({ Authorization: `Bearer ${mintToken(key, { iss: issuer, sub: 'user_2' })}` })).status, 400);
        const programme = await upgrade(server, { headers: { Cookie: `__session=${token}` } });
        assert.equal(await whoConnects(server, programme), 3501, 'no browser has sent that');
    }));

test('of two session cookies the instance\'s own counts', () =>
    withClerk({ TOKEN_SOURCES: 'cookie', CLERK_PUBLISHABLE_KEY: publishableKey }, async ({ key, server }) => {
        const suffixed = `__session_${createHash('sha1').update(publishableKey).digest('base64url').slice(0, 8)}`;
        const tokenOf = (sub, iss = issuer) => mintToken(key, { sub, iss });
        const whoIs = async (...cookies) => whoConnects(server, await upgrade(server, {
            headers: { Origin: frontend, Cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; ') },
        }));
        const mine = tokenOf('mine');
        const plain = tokenOf('plain');
        assert.equal(await whoIs(['__session', plain], [suffixed, mine]), 'mine');
        assert.equal(await whoIs([suffixed, tokenOf('stranger', 'https://other.example')], ['__session', plain]), 'plain');
        assert.equal((await upgrade(server, { headers: { Origin: frontend } })).status, 401, 'there is no other way in');
    }));

test('without the source connect an SDK\'s token is refused, and refresh takes it', () =>
    withServer({ TOKEN_SOURCES: 'bearer', AUTH_CLOSE_DELAY: '1s' }, async (server) => {
        assert.equal((await upgrade(server)).status, 401);
        const opened = await upgrade(server, bearer(connectionToken('service', { exp: inSeconds(5) })));
        const socket = new JsonSocket(opened.socket);
        assert.ok((await socket.ask({ id: 1, connect: {} })).connect.client);
        assert.ok((await socket.ask({ id: 2, refresh: { token: connectionToken('service') } })).refresh.ttl > 60);

        const other = new JsonSocket((await upgrade(server, bearer(connectionToken('service')))).socket);
        other.send({ id: 1, connect: { token: connectionToken('service') } });
        assertClosed(await other.closed, 3501);
    }));

test('a session that ends between upgrade and connect lets nobody in', () =>
    withClerk({ ADMIN_API_KEY: 'an-admin-key-of-more-than-32-characters' }, async ({ key, server }) => {
        const opened = await upgrade(server, bearer(mintToken(key, { sid: 'sess_gone' })));
        const denied = await server.request('POST', '/admin/api/denials', {
            headers: { 'X-API-Key': 'an-admin-key-of-more-than-32-characters', 'Content-Type': 'application/json' },
            body: JSON.stringify({ kind: 'session', session: 'sess_gone' }),
        });
        assert.ok(denied.status < 300, denied.body);
        assert.equal(await whoConnects(server, opened), 3500);
    }));

test('an SDK that lost its ticket is told so by the handshake and may fetch another', () =>
    withServer({ TOKEN_SOURCES: 'query' }, async (server) => {
        let made = 0;
        const used = ticket('viewer');
        assert.equal((await upgrade(server, inQuery(used))).status, 101);
        const client = sdkClient({
            get webSocketUrl() { return server.webSocketUrl; },
        }, {
            websocket: class extends WebSocket {
                constructor(url, protocols) { super(`${url}?ticket=${made++ === 0 ? used : ticket('viewer')}`, protocols ?? [], { headers: page }); }
            },
        });
        const connected = next(client, 'connected');
        client.connect();
        await connected;
        assert.equal(made, 2);
    }));
