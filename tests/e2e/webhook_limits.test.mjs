// Deliveries that are too slow or too long, from senders that nobody asked.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { RawSocket } from './support/raw_socket.mjs';
import { startServer } from './support/server.mjs';

const secret = 'an-app-secret-of-more-than-32-characters';
let server;
before(async () => { server = await startServer({ WEBHOOK_SECRET: secret }); });
after(async () => { await server?.stop(); });

const head = (provider, ...headers) =>
    [`POST /webhooks/${provider} HTTP/1.1`, 'Host: h', `X-API-Key: ${secret}`, ...headers, '', ''].join('\r\n');

test('a body of one byte a second is cut off', { timeout: 40000 }, async () => {
    const socket = await RawSocket.open(server);
    socket.write(head('app', 'Content-Length: 100'));
    const drip = setInterval(() => socket.write('x'), 1000);
    const began = performance.now();
    assert.match(await socket.head(), /^HTTP\/1.1 408 /);
    console.log(`cut off after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    await socket.rest();
    clearInterval(drip);
    assert.equal((await server.request('GET', '/health')).status, 200);
});

test('a chunked body of 300 MB is refused once it passes the limit', { timeout: 40000 }, async () => {
    for (const [provider, limit] of [['app', 256 * 1024], ['replicate', 1024 * 1024]]) {
        const socket = await RawSocket.open(server);
        socket.write(head(provider, 'Transfer-Encoding: chunked'));
        const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65536, 'x'), Buffer.from('\r\n')]);
        let sent = 0;
        // What the kernels' buffers hold is on its way before the answer comes: bounded, and far from all of it.
        while (sent < 300e6 && !socket.ended && socket.received.length === 0) {
            sent += 65536;
            if (!socket.socket.write(chunk))
                await new Promise((resolve) => { socket.socket.once('drain', resolve).once('close', resolve); });
            await new Promise(setImmediate);
        }
        assert.match(await socket.head(), /^HTTP\/1.1 413 /);
        assert.ok(sent > limit && sent < 100e6, `${sent} bytes were sent`);
        socket.destroy();
    }
    assert.equal((await server.request('GET', '/health')).status, 200);
});

test('a declared length over the limit is refused before any of it comes', async () => {
    const socket = await RawSocket.open(server);
    socket.write(head('app', `Content-Length: ${256 * 1024 + 1}`, 'Expect: 100-continue'));
    assert.match(await socket.head(), /^HTTP\/1.1 413 /);
    assert.match((await socket.rest()).toString(), /bad_request/);
});
