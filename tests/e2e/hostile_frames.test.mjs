// Bytes that break WebSocket or HTTP framing, and unusual ones that do not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bystander } from './support/bystander.mjs';
import { frame, opcode, rawHandshake, RawSocket } from './support/raw_socket.mjs';
import { generator, randomBytes } from './support/random.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken } from './support/tokens.mjs';

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

const open = async () => (await RawSocket.open(server)).handshake();
const connectText = () => JSON.stringify({ id: 1, connect: { token: connectionToken('raw') } });
const connectedReply = async (socket) => JSON.parse((await socket.frame()).payload.toString().split('\n')[0]).connect;

for (const [what, bytes, code] of [
    ['an unmasked frame', frame(opcode.text, '{}', { masked: false }), 1002],
    ['a reserved bit', frame(opcode.text, '{}', { rsv: 4 }), 1002],
    ['a reserved data opcode', frame(3, '{}'), 1002],
    ['a reserved control opcode', frame(11, ''), 1002],
    ['a continuation of nothing', frame(opcode.continuation, '{}'), 1002],
    ['a message begun inside a message',
        Buffer.concat([frame(opcode.text, '{', { fin: false }), frame(opcode.text, '}')]), 1002],
    ['a fragmented ping', frame(opcode.ping, 'x', { fin: false }), 1002],
    ['a ping over 125 bytes', frame(opcode.ping, 'x'.repeat(126)), 1002],
    ['a close frame of one byte', frame(opcode.close, 'x'), 1002],
    ['a close code that may not be sent', frame(opcode.close, Buffer.from([0x03, 0xed])), 1002],
    ['text that is not UTF-8', frame(opcode.text, Buffer.from([0x22, 0xff, 0x22])), 1007],
    ['UTF-8 cut off in the middle', frame(opcode.text, Buffer.from([0x22, 0xe2, 0x82])), 1007],
    ['a surrogate in UTF-8', frame(opcode.text, Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), 1007],
    ['an overlong encoding', frame(opcode.text, Buffer.from([0x22, 0xc0, 0xaf, 0x22])), 1007],
    ['a message over 64 KiB', frame(opcode.text, ' '.repeat(65537)), 1009],
    ['a message over 64 KiB in fragments', Buffer.concat([frame(opcode.text, ' '.repeat(60000), { fin: false }),
        frame(opcode.continuation, ' '.repeat(6000))]), 1009],
    ['a length of many gigabytes', Buffer.from([0x81, 0xff, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]), 1009],
    ['a binary message', frame(opcode.binary, '{"id":1,"connect":{}}'), 3501],
]) {
    test(`${what} closes with ${code}`, async () => {
        const socket = await open();
        socket.write(bytes);
        const closing = await socket.closing();
        assert.ok(closing, 'the connection ended without a close frame');
        assert.equal(closing.code, code);
    });
}

test('compression is not agreed to', async () => {
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits';
    const socket = await RawSocket.open(server);
    socket.write(rawHandshake(server.port).replace('\r\n\r\n', `\r\n${offer}\r\n\r\n`));
    const head = await socket.head();
    assert.match(head, /^HTTP\/1\.1 101 /);
    assert.doesNotMatch(head, /sec-websocket-extensions/i);
    socket.destroy();
});

test('a close frame is answered with its code', async () => {
    const socket = await open();
    socket.write(frame(opcode.close, Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('bye')])));
    assert.equal((await socket.closing()).code, 1000);
    await socket.rest();
});

test('a ping is answered with the same bytes, in the middle of a fragmented message too', async () => {
    const socket = await open();
    const text = connectText();
    socket.write(frame(opcode.ping, 'first'));
    assert.deepEqual(await socket.frame(), { code: opcode.pong, payload: Buffer.from('first') });
    socket.write(frame(opcode.text, text.slice(0, 20), { fin: false }));
    socket.write(frame(opcode.ping, 'second'));
    assert.deepEqual(await socket.frame(), { code: opcode.pong, payload: Buffer.from('second') });
    socket.write(frame(opcode.continuation, text.slice(20, 40), { fin: false }));
    socket.write(frame(opcode.continuation, '', { fin: false }));
    socket.write(frame(opcode.continuation, text.slice(40)));
    assert.ok((await connectedReply(socket)).client);
    socket.destroy();
});

test('a session sent one byte at a time works', async () => {
    const socket = await RawSocket.open(server);
    const drip = async (bytes) => {
        for (const byte of Buffer.from(bytes)) {
            await new Promise((resolve) => socket.socket.write(Buffer.from([byte]), resolve));
            await new Promise(setImmediate);
        }
    };
    await drip(rawHandshake(server.port));
    assert.match(await socket.head(), /^HTTP\/1\.1 101/);
    await drip(frame(opcode.text, connectText()));
    assert.ok((await connectedReply(socket)).client);
    await drip(frame(opcode.text, '{"id":2,"subscribe":{"channel":"public:drip"}}\n{"id":3,"rpc":{}}'));
    const text = [];
    while (!text.join('').includes('"id":3'))
        text.push((await socket.frame()).payload.toString());
    assert.match(text.join(''), /"id":2,"subscribe".*"id":3,"error"/s);
    socket.destroy();
});

test('messages joined in one segment work', async () => {
    const socket = await open();
    socket.write(Buffer.concat([connectText(), '{"id":2,"rpc":{}}', '{"id":3,"rpc":{}}'].map((text) => frame(opcode.text, text))));
    const text = [];
    while (!text.join('').includes('"id":3'))
        text.push((await socket.frame()).payload.toString());
    assert.match(text.join(''), /"id":1,"connect".*"id":2,"error".*"id":3,"error"/s);
    socket.destroy();
});

test('frames sent before the handshake was answered are refused with 400', async () => {
    // A client must wait (RFC 6455 section 4.1); what comes early may be a smuggled request.
    const socket = await RawSocket.open(server);
    socket.write(Buffer.concat([Buffer.from(rawHandshake(server.port)), frame(opcode.text, connectText())]));
    assert.match(await socket.head(), /^HTTP\/1\.1 400/);
    await socket.rest();
});

test('a connection cut in the middle of a frame is forgotten', async () => {
    for (let size = 1; size < 60; size += 3) {
        const socket = await open();
        await new Promise((resolve) => socket.socket.write(frame(opcode.text, connectText()).subarray(0, size), resolve));
        socket.destroy();
    }
});

test('random bytes instead of HTTP are answered with 400 or an end', async () => {
    const random = generator(1);
    for (let n = 0; n < 150; ++n) {
        const socket = await RawSocket.open(server);
        socket.write(randomBytes(random, 1 + random(3000)));
        socket.socket.end();
        const answer = (await socket.rest()).toString('latin1');
        assert.match(answer, /^$|^HTTP\/1\.1 (400|431|505) /);
    }
});

test('random frames after the handshake end the connection with a code', async () => {
    const random = generator(2);
    for (let n = 0; n < 150; ++n) {
        const socket = await open();
        socket.write(randomBytes(random, 200 + random(3000)));
        socket.socket.end();
        const closing = await socket.closing();
        if (closing)
            assert.ok([1002, 1007, 1009, 3501].includes(closing.code), `closed with ${closing.code}`);
        socket.destroy();
    }
});

test('random text in valid frames closes with 3501', async () => {
    const random = generator(3);
    const alphabet = '{}[]":,\\ \n0123456789.eE-+truefalsnidcoubp';
    for (let n = 0; n < 150; ++n) {
        const socket = await open();
        const text = Array.from({ length: 1 + random(200) }, () => alphabet[random(alphabet.length)]).join('');
        socket.write(frame(opcode.text, text));
        assert.equal((await socket.closing()).code, 3501, JSON.stringify(text));
        socket.destroy();
    }
});

test('a connected client that sends a damaged command is closed with 3501', async () => {
    const random = generator(4);
    const valid = '{"id":2,"subscribe":{"channel":"public:x","recover":true,"offset":3,"epoch":"abc"}}';
    for (let n = 0; n < 100; ++n) {
        const socket = await open();
        socket.write(frame(opcode.text, connectText()));
        assert.ok((await connectedReply(socket)).client);
        // Cut anywhere: what is left is never a whole object.
        socket.write(frame(opcode.text, valid.slice(0, 1 + random(valid.length - 1))));
        assert.equal((await socket.closing()).code, 3501);
        socket.destroy();
    }
});
