// Nineteen thousand connections at once, and what happens to one too many.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { scrape } from './support/metrics.mjs';
import { RawSocket } from './support/raw_socket.mjs';
import { startServer } from './support/server.mjs';

const script = fileURLToPath(new URL('support/crowd_clients.mjs', import.meta.url));

async function answerOf(child, request) {
    const reply = once(child, 'message');
    if (request)
        child.send(request);
    const [[message]] = await Promise.all([Promise.race([reply, once(child, 'exit').then(() => [{ died: true }])])]);
    return message;
}

test('nineteen thousand clients connect, each gets the publication', async () => {
    const server = await startServer();
    // Two processes, because each may hold as few descriptors as the server.
    const crowds = [1, 2].map((network) => fork(script, [server.port, 9500, network]));
    const connected = await Promise.all(crowds.map((crowd) => answerOf(crowd, 'open')));
    assert.deepEqual(connected, [{ connected: 9500 }, { connected: 9500 }]);

    const { result } = await server.api('presence_stats', { channel: 'public:crowd' }).then(
        () => server.api('info'));
    assert.equal(result.nodes[0].num_clients, 19000);

    const received = Promise.all(crowds.map((crowd) => answerOf(crowd)));
    await server.api('publish', { channel: 'public:crowd', data: 'crowd-message' });
    assert.deepEqual(await received, [{ publications: 9500 }, { publications: 9500 }]);
    const crowded = await scrape(server);
    assert.equal(crowded.sum('ws_connections', { state: 'connected' }), 19000);
    assert.equal(crowded.sum('ws_deliveries_total'), 19000);

    crowds.forEach((crowd) => crowd.send('close'));
    await Promise.all(crowds.map((crowd) => once(crowd, 'exit')));
    // The places are free again.
    for (;;) {
        const { result: { nodes } } = await server.api('info');
        if ((nodes[0].num_clients ?? 0) === 0)
            break;
        await sleep(100);
    }
    const left = await scrape(server);
    assert.equal(left.sum('ws_users') + left.sum('ws_subscriptions'), 0);
    assert.equal(left.sum('ws_closes_total'), 19000);
    await server.stop();
});

test('beyond the cap a connection gets 503 with Retry-After, and a freed place is given away', async () => {
    const server = await startServer({ MAX_CONNECTIONS: 20 });
    /** The socket and the head of its answer. */
    const knock = async () => {
        const socket = await RawSocket.open(server);
        socket.write(['GET /connection/websocket HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade',
            'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', '', ''].join('\r\n'));
        return { socket, head: await socket.head() };
    };
    const open = [];
    // The connection that asked whether the server is ready may still hold a place for a moment.
    while (open.length < 20) {
        const { socket, head } = await knock();
        if (head.startsWith('HTTP/1.1 101'))
            open.push(socket);
        else
            await sleep(20);
    }
    const { head: refused } = await knock();
    assert.match(refused, /^HTTP\/1\.1 503/);
    assert.match(refused, /\r\nretry-after: \d+/i);
    // The log comes through a pipe of its own, perhaps later than the answer.
    while (!server.events().some(({ level, event }) => level === 'warn' && event === 'connection_limit_reached'))
        await sleep(20);

    open.pop().destroy();
    for (;;) {
        const socket = await RawSocket.open(server).then((raw) => raw.handshake()).catch(() => undefined);
        if (socket) {
            socket.destroy();
            break;
        }
        await sleep(20);
    }
    open.forEach((socket) => socket.destroy());
    await server.stop();
});
