// The token vectors against the running server, whose clock is years before theirs: what is wrong for another
// reason than a date is refused for that reason, all else is "not yet". Nothing of a token gets into the log.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';

import { clerkSettings, KeyServer } from './support/clerk.mjs';
import { JsonSocket } from './support/json_socket.mjs';
import { startServer } from './support/server.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(`../data/clerk/${name}`, import.meta.url)));
const cases = read('cases.json').cases;
const usual = cases[0].config;
const ours = cases.filter(({ config }) => JSON.stringify(config) === JSON.stringify(usual));

/** Checks that come before the dates, and always name the same reason. */
const beforeDates = ['token-invalid', 'token-invalid-algorithm', 'jwk-kid-mismatch', 'token-invalid-signature',
    'token-invalid-authorized-parties', 'token-invalid-issuer'];
/** What is left is a matter of dates, or of what is checked beside them. */
const outOfTime = ['token-not-active-yet', 'token-iat-in-the-future', 'token-expired'];
const dates = [...outOfTime, 'token-verification-failed', 'token-type-mismatch'];

let keyServer;
let server;
before(async () => {
    keyServer = await new KeyServer(read('jwks.json').keys.map((jwk) => ({ jwk }))).start();
    server = await startServer({
        ...clerkSettings(keyServer),
        CLERK_ISSUER: usual.issuer[0],
        CLERK_AUTHORIZED_PARTIES: usual.authorized_parties.join(','),
        LOG_LEVEL: 'debug',
    });
});
after(async () => {
    keyServer?.stop();
    await server?.stop();
});

const failures = () => server.events().filter(({ event }) => event === 'authentication_failed');

/** The failures logged behind the first `seen`, once there are `count`: the log takes its own way here. */
async function failuresBehind(seen, count = 1) {
    for (let patience = 500; failures().length < seen + count && patience > 0; --patience)
        await new Promise((resolve) => setTimeout(resolve, 10));
    return failures().slice(seen);
}

/** The close code, or the error's, that a token gets in this command. */
async function outcome(socket, command) {
    socket.send(command);
    const reply = await socket.next().catch(() => undefined);
    const code = reply ? reply.error?.code : (await socket.closed).code;
    socket.terminate();
    return code;
}

test('every vector is refused for its reason', async () => {
    for (const { id, token, expect } of ours) {
        const seen = failures().length;
        const code = await outcome(await JsonSocket.open(server), { id: 1, connect: { token } });
        const what = `${id}: ${code}`;
        if (token.length > 60000 || token === '') {
            assert.ok([1009, 3501, 3500].includes(code), what); // no token, or too long for a message
            continue;
        }
        const [failure, ...more] = await failuresBehind(seen);
        assert.ok(failure, what);
        assert.equal(more.length, 0, what);
        if (beforeDates.includes(expect.reason)) {
            assert.equal(failure.reason, expect.reason, what);
            assert.equal(code, 3500, what);
        } else {
            assert.ok(dates.includes(failure.reason), `${what} ${failure.reason}`);
            assert.equal(code, outOfTime.includes(failure.reason) ? 109 : 3500, what);
        }
        assert.equal(failure.address, '127.0.0.1', what);
    }
});

/** Status of an upgrade, or 101. */
function upgrade(path, protocols, headers) {
    return new Promise((resolve) => {
        let socket;
        try {
            socket = new WebSocket(server.webSocketUrl + path, protocols, { headers });
        } catch {
            return resolve(undefined); // nothing that a client could send
        }
        socket.on('open', () => { socket.terminate(); resolve(101); });
        socket.on('unexpected-response', (_, reply) => { socket.terminate(); resolve(reply.statusCode); });
        socket.on('error', () => resolve(undefined));
    });
}

test('no place in which a token may come leaves it in the log', async () => {
    const tokens = [...ours, ...read('hs256-cases.json').cases]
        .map(({ token }) => token).filter((token) => /^[\w.-]{20,8000}$/.test(token));
    assert.ok(tokens.length > 100, `${tokens.length} tokens`);
    for (const token of tokens) {
        await outcome(await JsonSocket.open(server), { id: 1, connect: { token } });
        await outcome(await JsonSocket.open(server), { id: 1, refresh: { token } });
        await outcome(await JsonSocket.open(server), { id: 1, subscribe: { channel: 'public:news', token } });
        await upgrade('', [], { Authorization: `Bearer ${token}` });
        await upgrade('', [], { Cookie: `__session=${token}` });
        await upgrade(`?token=${token}`, [], {});
        await upgrade(`?cf_connect=${encodeURIComponent(JSON.stringify({ token }))}`, [], {});
        await upgrade('', ['centrifuge-json', `auth.${token}`], {});
        await server.request('POST', '/api/info', { headers: { 'X-API-Key': token }, body: '{}' });
        await server.request('POST', '/api/info', { headers: { Authorization: `Bearer ${token}` }, body: '{}' });
        await server.request('GET', `/health?token=${token}`);
    }
    assert.ok((await failuresBehind(0, tokens.length)).length >= tokens.length);
    server.assertLogIsClean();
});
