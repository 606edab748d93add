// Nothing of a token, a key or a cookie gets into the log, in whatever place it is sent and at the lowest level:
// the token vectors, each in every place in which a server could be given a token.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';

import { clerkSettings, frontend, KeyServer, secretKey } from './support/clerk.mjs';
import { JsonSocket } from './support/json_socket.mjs';
import { apiKey, hmacSecret, startServer } from './support/server.mjs';
import { clerkCases, readVectors, vectorText } from './support/vectors.mjs';

/** Every secret that a server has, and what people send beside tokens. */
const secrets = {
    TOKEN_HMAC_SECRETS: hmacSecret,
    WEBHOOK_SECRET: 'a-webhook-secret-of-32-characters',
    ADMIN_API_KEY: 'an-admin-api-key-of-32-characters',
    METRICS_TOKEN: 'a-token-for-metrics-of-32-letters',
    CLERK_WEBHOOK_SIGNING_SECRET: `whsec_${Buffer.from('the-signing-secret-of-32-letters').toString('base64')}`,
    REPLICATE_WEBHOOK_SECRET: `whsec_${Buffer.from('another-signing-secret-32-letters').toString('base64')}`,
};
const cookie = 'a-cookie-that-is-nobody-elses-matter';

const tokens = [...clerkCases(), ...readVectors('clerk/hs256-cases.json', 'hs256-token-cases/1').cases]
    .map(({ token }) => token);
/** Those that fit a header; what fits none is sent in commands only. */
const inHeaders = (token) => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(token) && token.length < 12000;

let keyServer;
let server;
before(async () => {
    keyServer = await new KeyServer([]).start();
    keyServer.lie(vectorText('clerk/jwks.json'));
    server = await startServer({
        ...clerkSettings(keyServer), ...secrets, LOG_LEVEL: 'debug',
        TOKEN_SOURCES: 'connect,bearer,cookie,query,subprotocol', // each is read, and may be logged
    });
});
after(async () => {
    keyServer?.stop();
    await server?.stop();
});

/** Sends a command and waits for what comes of it. */
async function say(socket, command) {
    socket.send(command);
    await socket.next().catch(() => undefined);
    socket.terminate();
}

/** Tries to open a WebSocket, with or without success. */
function upgrade(path, protocols, headers) {
    return new Promise((resolve) => {
        let socket;
        try {
            socket = new WebSocket(server.webSocketUrl + path, protocols, { headers });
        } catch {
            return resolve(); // nothing that a client could send
        }
        socket.on('open', () => { socket.terminate(); resolve(); });
        socket.on('unexpected-response', () => { socket.terminate(); resolve(); });
        socket.on('error', () => resolve());
    });
}

async function sendInCommands(token) {
    await say(await JsonSocket.open(server), { id: 1, connect: { token } });
    await say(await JsonSocket.connected(server), { id: 2, refresh: { token } });
    await say(await JsonSocket.connected(server), { id: 2, subscribe: { channel: 'room:1', token } });
    await say(await JsonSocket.connected(server), { id: 2, sub_refresh: { channel: 'room:1', token } });
}

async function sendInUpgrades(token) {
    await upgrade('', [], { Authorization: `Bearer ${token}` });
    await upgrade('', [], { Cookie: `__session=${token}; other=${cookie}`, Origin: frontend });
    await upgrade(`?token=${encodeURIComponent(token)}`, [], {});
    await upgrade(`?cf_connect=${encodeURIComponent(JSON.stringify({ token }))}`, [], {});
    await upgrade(`?ticket=${encodeURIComponent(token)}`, [], { Origin: frontend });
    await upgrade('', ['centrifuge-json', `auth.${token}`], { Origin: frontend });
}

async function sendInRequests(token) {
    const post = (path, headers) => server.request('POST', path, { headers, body: '{}' });
    await post('/api/info', { 'X-API-Key': token, Cookie: cookie });
    await post('/api/info', { Authorization: `Bearer ${token}` });
    await post('/admin/api/denials', { Authorization: `apikey ${token}` });
    await post('/webhooks/app', { 'X-Webhook-Secret': token });
    await post('/webhooks/clerk', { 'svix-id': 'msg_1', 'svix-timestamp': '1', 'svix-signature': `v1,${token}` });
    await server.request('GET', '/metrics', { headers: { Authorization: `Bearer ${token}` } });
    await server.request('GET', `/health?token=${encodeURIComponent(token)}`);
}

test('what is sent as a token or a key, and what is kept secret, is in no line of the log', async () => {
    for (const token of tokens.filter((t) => t.length < 60000))
        await sendInCommands(token);
    for (const token of tokens.filter(inHeaders)) {
        await sendInUpgrades(token);
        await sendInRequests(token);
    }
    for (const value of [apiKey, ...Object.values(secrets)])
        await sendInRequests(value);

    // A log that came to its end, and tells of what was sent.
    await server.stop();
    const failed = server.events().filter(({ event }) => event === 'authentication_failed');
    assert.ok(failed.length >= tokens.length, `${failed.length} failures of ${tokens.length} tokens`);

    const pieces = tokens.flatMap((token) => token.split('.')).filter((piece) => piece.length >= 20);
    for (const secret of ['eyJ', ...pieces, cookie, secretKey, apiKey, ...Object.values(secrets)])
        assert.ok(!server.text.includes(secret), `the log shows ${secret.slice(0, 40)}`);
});
