// The HTTP side: limits, methods, and the tricks with which requests are smuggled.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bystander } from './support/bystander.mjs';
import { RawSocket } from './support/raw_socket.mjs';
import { apiKey, startServer } from './support/server.mjs';

let server;
let witness;
before(async () => {
    server = await startServer();
    witness = await bystander(server);
});
after(async () => {
    await witness?.finish();
    await server?.stop();
});

/** The status of the first answer to these bytes, and whether the server closed behind it. */
async function answerTo(text, { half = false } = {}) {
    const socket = await RawSocket.open(server);
    socket.write(Buffer.from(text, 'latin1'));
    if (half)
        socket.socket.end();
    const head = await socket.head();
    return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]), head, socket };
}

const post = (headers, body = '') =>
    `POST /api/info HTTP/1.1\r\nHost: x\r\nX-API-Key: ${apiKey}\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n${body}`;

for (const [what, text] of [
    ['both lengths', post(['Content-Length: 2', 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
    ['two different lengths', post(['Content-Length: 2', 'Content-Length: 3'], '{}x')],
    ['a length that is no number', post(['Content-Length: two'], '{}')],
    ['a length with a sign', post(['Content-Length: +2'], '{}')],
    ['a negative length', post(['Content-Length: -1'], '{}')],
    ['an unknown transfer coding', post(['Transfer-Encoding: xchunked'], '0\r\n\r\n')],
    ['chunked that is not last', post(['Transfer-Encoding: chunked, gzip'], '0\r\n\r\n')],
    ['a broken chunk size', post(['Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n')],
    ['a folded header', post(['X-Folded: a', ' b', 'Content-Length: 2'], '{}')],
    ['a space before the colon', post(['Content-Length : 2'], '{}')],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'],
    ['a NUL in a header', 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n'],
    ['a request line of nonsense', 'HELLO\r\n\r\n'],
    ['a space in the target', 'GET /he alth HTTP/1.1\r\nHost: x\r\n\r\n'],
]) {
    test(`${what} is refused with 400 and a closed connection`, async () => {
        const { status, socket } = await answerTo(text);
        assert.equal(status, 400);
        // What was behind a request that cannot be delimited must never be read as another one.
        assert.ok(!(await socket.rest()).includes('HTTP/1.1'));
    });
}

test('a smuggled second request is not answered', async () => {
    const inner = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    const { status, socket } = await answerTo(
        post([`Content-Length: ${inner.length}`, 'Transfer-Encoding: chunked'], `0\r\n\r\n${inner}`));
    assert.equal(status, 400);
    assert.ok(!(await socket.rest()).includes('HTTP/1.1'));
});

test('a chunked body is read whole', async () => {
    const { status, socket } = await answerTo(post(['Transfer-Encoding: chunked'], '1\r\n{\r\n1\r\n}\r\n0\r\n\r\n'));
    assert.equal(status, 200);
    socket.destroy();
});

test('requests sent together are answered one after the other', async () => {
    const one = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    const { status, socket } = await answerTo(`${one}${one}GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.equal(status, 200);
    const rest = (await socket.rest()).toString();
    assert.deepEqual([...rest.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1]), ['200', '404']);
});

test('headers over 16 KiB are refused with 431', async () => {
    const { status, socket } = await answerTo(`GET /health HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(17000)}\r\n\r\n`);
    assert.equal(status, 431);
    await socket.rest();
});

test('a body over 1 MiB is refused with 413 before it is sent', async () => {
    const { status, socket } = await answerTo(post(['Content-Length: 1048577']));
    assert.equal(status, 413);
    await socket.rest();
});

test('a chunked body over 1 MiB is refused with 413', async () => {
    const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`;
    const { status, socket } = await answerTo(post(['Transfer-Encoding: chunked'], chunk.repeat(17)));
    assert.equal(status, 413);
    socket.destroy();
});

test('an upgrade without the WebSocket headers is refused, the server goes on', async () => {
    for (const [headers, wanted] of [
        [[], [400, 426]],
        [['Upgrade: websocket', 'Connection: Upgrade'], [400, 426]],
        [['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 8', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='],
            [400, 426]],
        [['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: short'], [400]],
    ]) {
        const { status, socket } = await answerTo(
            `GET /connection/websocket HTTP/1.1\r\nHost: x\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n`);
        assert.ok(wanted.includes(status), `${headers}: ${status}`);
        socket.destroy();
    }
});

test('two origins are refused with 403', async () => {
    const { status, socket } = await answerTo(['GET /connection/websocket HTTP/1.1', 'Host: x', 'Upgrade: websocket',
        'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        'Origin: http://localhost:3000', 'Origin: http://localhost:3000', '', ''].join('\r\n'));
    assert.equal(status, 403);
    socket.destroy();
});

test('a request that never ends its headers is answered with 408', async () => {
    const socket = await RawSocket.open(server);
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n');
    assert.match(await socket.head(), /^HTTP\/1\.1 408/);
    await socket.rest();
});
