// Who may connect, and what the SDK is told when it may not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';

import { closeClients, connectedClient, next, sdkClient } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken, inSeconds, sign, subscriptionToken } from './support/tokens.mjs';

let server;
before(async () => { server = await startServer(); });
after(async () => {
    closeClients();
    await server?.stop();
});

async function refusal(options) {
    const client = sdkClient(server, options);
    const disconnected = next(client, 'disconnected');
    client.connect();
    return disconnected;
}

test('a valid token connects', async () => {
    const client = sdkClient(server, { token: connectionToken('anna') });
    const connected = next(client, 'connected');
    client.connect();
    const context = await connected;
    assert.equal(context.transport, 'websocket');
    assert.match(context.client, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('the token may come from getToken', async () => {
    await connectedClient(server, 'anna', { token: '', getToken: async () => connectionToken('anna') });
});

test('nobody connects without credentials, and the reason says so', async () => {
    const { code, reason } = await refusal({});
    assert.equal(code, 3501);
    assert.match(reason, /no token/);
});

for (const [what, token] of [
    ['a forged token', sign({ sub: 'anna', exp: inSeconds(60) }, 'another-secret-of-32-characters--')],
    ['something that is no token', 'x'],
    ['a subscription token', subscriptionToken('anna', 'room:1')],
    ['a token without a subject', sign({ exp: inSeconds(60) })],
    ['a token that claims to need no signature',
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"a"}').toString('base64url')}.`],
]) {
    test(`${what} is refused for good`, async () => {
        const { code, reason } = await refusal({ token });
        assert.equal(code, 3500);
        assert.match(reason, /invalid token/);
    });
}

test('an expired token makes the SDK fetch a fresh one', async () => {
    let fetched = 0;
    const client = sdkClient(server, {
        token: connectionToken('anna', { exp: inSeconds(-10) }),
        getToken: async () => {
            ++fetched;
            return connectionToken('anna');
        },
    });
    client.connect();
    await client.ready(20000);
    assert.equal(fetched, 1);
});

test('a token that expires is refreshed while the connection stays open', async () => {
    let fetched = 0;
    const shortLived = () => connectionToken('anna', { exp: inSeconds(2) });
    const refreshedTwice = Promise.withResolvers();
    const client = sdkClient(server, {
        token: shortLived(),
        getToken: async () => {
            if (++fetched === 3)
                refreshedTwice.resolve();
            return shortLived();
        },
    });
    const connections = [];
    client.on('connecting', (context) => connections.push(context));
    client.connect();
    await client.ready(20000);
    // The third is only asked for when the second was accepted.
    await refreshedTwice.promise;
    assert.equal(client.state, 'connected');
    assert.deepEqual(connections.map(({ code }) => code), [0]);
});

test('a refresh with the token of another user closes for good', async () => {
    const client = sdkClient(server, {
        token: connectionToken('anna', { exp: inSeconds(1) }), getToken: async () => connectionToken('boris'),
    });
    const disconnected = next(client, 'disconnected');
    client.connect();
    assert.equal((await disconnected).code, 3500);
});

test('rpc is answered with "not available"', async () => {
    const client = await connectedClient(server, 'anna');
    await assert.rejects(client.rpc('anything', {}), { code: 108 });
});

test('a message nobody handles closes the connection for good', async () => {
    const client = await connectedClient(server, 'anna');
    const disconnected = next(client, 'disconnected');
    await client.send({ hello: 1 });
    assert.equal((await disconnected).code, 3508);
});

test('disconnect and connect again works on one client', async () => {
    const client = await connectedClient(server, 'anna');
    const first = next(client, 'disconnected');
    client.disconnect();
    assert.equal((await first).code, 0);
    client.connect();
    await client.ready(20000);
});

function upgradeStatus(headers, path = '') {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(server.webSocketUrl + path, { headers });
        socket.on('unexpected-response', (_, reply) => {
            resolve(reply.statusCode);
            socket.on('error', () => {});
            socket.terminate();
        });
        socket.on('open', () => {
            resolve(101);
            socket.terminate();
        });
        socket.on('error', reject);
    });
}

test('the origin of the front end is let in', async () => {
    assert.equal(await upgradeStatus({ Origin: 'http://localhost:3000' }), 101);
});

for (const origin of ['https://evil.example', 'http://localhost:3001', 'https://localhost:3000', 'null',
    'http://localhost:3000.evil.example', 'http://user@localhost:3000', '']) {
    test(`origin "${origin}" is refused with 403`, async () => {
        assert.equal(await upgradeStatus({ Origin: origin }), 403);
    });
}

test('the SDK works from the allowed origin', async () => {
    class FromFrontEnd extends WebSocket {
        constructor(url, protocols) {
            super(url, protocols, { headers: { Origin: 'http://localhost:3000' } });
        }
    }
    await connectedClient(server, 'anna', { websocket: FromFrontEnd });
});

test('a client that speaks only Protobuf is told so in the handshake', async () => {
    const status = await new Promise((resolve, reject) => {
        const socket = new WebSocket(server.webSocketUrl, 'centrifuge-protobuf');
        socket.on('unexpected-response', (_, reply) => {
            resolve(reply.statusCode);
            socket.on('error', () => {});
            socket.terminate();
        });
        socket.on('open', () => reject(new Error('it was let in')));
        socket.on('error', reject);
    });
    assert.equal(status, 400);
});

test('the JSON subprotocol is confirmed when it is offered', async () => {
    const socket = new WebSocket(server.webSocketUrl, 'centrifuge-json');
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    assert.equal(socket.protocol, 'centrifuge-json');
    socket.terminate();
});
