// Well-framed messages whose content breaks the protocol: each has its close code or error, and a
// client beside them notices nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bystander } from './support/bystander.mjs';
import { channels } from './support/channels.mjs';
import { assertClosed, JsonSocket } from './support/json_socket.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken, inSeconds } from './support/tokens.mjs';

let server;
let witness;
before(async () => {
    server = await startServer({ CHANNELS: channels });
    witness = await bystander(server);
});
after(async () => {
    await witness?.finish();
    await server?.stop();
});

const connect = () => ({ id: 1, connect: { token: connectionToken('raw') } });

for (const [what, message] of [
    ['an empty message', ''],
    ['a blank line', '\n'],
    ['white space', '   '],
    ['text', 'hello'],
    ['a number', '17'],
    ['an array', '[{"id":1,"connect":{}}]'],
    ['null', 'null'],
    ['an unfinished object', '{"id":1,"connect":{}'],
    ['two objects on one line', '{"id":1,"connect":{}}{"id":2,"ping":{}}'],
    ['a trailing comma', '{"id":1,"connect":{},}'],
    ['single quotes', "{'id':1}"],
    ['a comment', '{"id":1,"connect":{}} // hi'],
    ['a byte order mark', '\ufeff{"id":1,"connect":{}}'],
    ['a NUL byte', '{"id":1,"connect":{}}\0'],
    ['a raw control character in a string', '{"id":1,"connect":{"name":"a\tb"}}'],
    ['an id below zero', '{"id":-1,"connect":{}}'],
    ['an id with a fraction', '{"id":1.5,"connect":{}}'],
    ['an id that is text', '{"id":"1","connect":{}}'],
    ['an id over 32 bits', '{"id":4294967296,"connect":{}}'],
    ['connect that is a number', '{"id":1,"connect":5}'],
    ['connect that is null', '{"id":1,"connect":null}'],
    ['a token that is a number', '{"id":1,"connect":{"token":5}}'],
    ['an id and no method', '{"id":1}'],
    ['an unknown method', '{"id":1,"teleport":{}}'],
    ['a method in capitals', '{"id":1,"CONNECT":{}}'],
    ['a pong before connect', '{}'],
    ['subscribe before connect', '{"id":1,"subscribe":{"channel":"plain:x"}}'],
    ['send before connect', '{"send":{"data":1}}'],
    ['nesting without end', '['.repeat(30000)],
    ['an object nested deep', `{"id":1,"connect":{"data":${'['.repeat(20000)}${']'.repeat(20000)}}}`],
]) {
    test(`before connect: ${what} closes with 3501`, async () => {
        const socket = await JsonSocket.open(server);
        socket.send(message);
        assertClosed(await socket.closed, 3501);
    });
}

test('no token closes with 3501 and says so', async () => {
    const socket = await JsonSocket.open(server);
    socket.send({ id: 1, connect: {} });
    const closed = await socket.closed;
    assertClosed(closed, 3501);
    assert.match(closed.reason, /no token/);
});

for (const [what, message, code] of [
    ['connect again', { id: 2, connect: {} }, 3501],
    ['an unsolicited pong', '{}', 3501],
    ['a blank line between commands', '{"id":2,"rpc":{}}\n\n{"id":3,"rpc":{}}', 3501],
    ['a good command, then garbage', '{"id":2,"rpc":{}}\n{"id":3,', 3501],
    ['an unknown method', { id: 2, teleport: {} }, 3501],
    ['a method that is null', { id: 2, subscribe: null }, 3501],
    ['subscribe that is an array', { id: 2, subscribe: [] }, 3501],
    ['a channel that is a number', { id: 2, subscribe: { channel: 7 } }, 3501],
    ['an offset below zero', { id: 2, subscribe: { channel: 'chat:x', recover: true, offset: -1 } }, 3501],
    ['recover that is text', { id: 2, subscribe: { channel: 'chat:x', recover: 'yes' } }, 3501],
    ['an unknown delta', { id: 2, subscribe: { channel: 'chat:x', delta: 'zip' } }, 3501],
    ['a history limit that is text', { id: 2, history: { channel: 'chat:x', limit: 'all' } }, 3501],
    ['a refresh without token', { id: 2, refresh: {} }, 3501],
    ['a refresh with a bad token', { id: 2, refresh: { token: 'x' } }, 3500],
    ['a message nobody handles', { send: { data: 1 } }, 3508],
    ...['subscribe', 'unsubscribe', 'publish', 'presence', 'presence_stats', 'history', 'sub_refresh'].map(
        (method) => [`${method} without channel`, { id: 2, [method]: { data: 1, token: 'x' } }, 3501]),
]) {
    test(`after connect: ${what} closes with ${code}`, async () => {
        const socket = await JsonSocket.connected(server);
        socket.send(message);
        assertClosed(await socket.closed, code);
    });
}

for (const [what, command, code] of [
    ['rpc', { rpc: { method: 'x' } }, 108],
    ['ping', { ping: {} }, 108],
    ['an unknown namespace', { subscribe: { channel: 'nowhere:x' } }, 102],
    ['a channel name that is too long', { subscribe: { channel: `chat:${'x'.repeat(251)}` } }, 107],
    ['a channel name that is not ASCII', { subscribe: { channel: 'chat:größe' } }, 107],
    ['a private channel without token', { subscribe: { channel: '$chat:x' } }, 103],
    ['a map subscription', { subscribe: { channel: 'chat:x', type: 1 } }, 103],
    ['a tags filter', { subscribe: { channel: 'chat:x', tf: { op: 'and' } } }, 107],
    ['publish to an unknown namespace', { publish: { channel: 'nowhere:x', data: 1 } }, 102],
    ['publish without data', { publish: { channel: 'chat:x' } }, 107],
    ['publish without permission', { publish: { channel: 'public:x', data: 1 } }, 103],
    ['presence of a channel not subscribed', { presence: { channel: 'chat:x' } }, 103],
    ['presence where it is off', { presence: { channel: 'plain:x' } }, 108],
    ['history where there is none', { history: { channel: 'plain:x' } }, 108],
    ['sub_refresh of a channel not subscribed', { sub_refresh: { channel: 'chat:x', token: 'x' } }, 103],
]) {
    test(`${what} is answered with error ${code}, and the connection goes on`, async () => {
        const socket = await JsonSocket.connected(server);
        const { error } = await socket.ask({ id: 2, ...command });
        assert.equal(error?.code, code);
        assert.match(error.message, /./);
        assert.equal((await socket.ask({ id: 3, rpc: {} })).error.code, 108);
        socket.terminate();
    });
}

test('subscribing twice is answered with 105', async () => {
    const socket = await JsonSocket.connected(server);
    socket.send({ id: 2, subscribe: { channel: 'plain:twice' } }, { id: 3, subscribe: { channel: 'plain:twice' } });
    assert.deepEqual(await socket.next(), await (async () => ({ id: 2, subscribe: {} }))());
    assert.equal((await socket.next()).error.code, 105);
    socket.terminate();
});

test('unsubscribe succeeds for a channel that was never subscribed', async () => {
    const socket = await JsonSocket.connected(server);
    assert.deepEqual(await socket.ask({ id: 2, unsubscribe: { channel: 'chat:never' } }), { id: 2, unsubscribe: {} });
    socket.terminate();
});

test('after a connect that failed with an error, any command closes with 3501', async () => {
    const socket = await JsonSocket.open(server);
    const reply = await socket.ask({ id: 1, connect: { token: connectionToken('raw', { exp: inSeconds(-5) }) } });
    assert.equal(reply.error.code, 109);
    socket.send({ id: 2, subscribe: { channel: 'plain:x' } });
    assertClosed(await socket.closed, 3501);
});

test('the commands behind connect wait for it and are answered in order', async () => {
    const socket = await JsonSocket.open(server);
    socket.send(connect(), { id: 2, subscribe: { channel: 'chat:order' } }, { id: 3, presence_stats: { channel: 'chat:order' } },
        { id: 4, unsubscribe: { channel: 'chat:order' } }, { id: 4000000000, rpc: {} });
    const replies = [];
    while (replies.length < 5)
        replies.push(await socket.next());
    const answers = replies.filter(({ id }) => id);
    assert.deepEqual(answers.map(({ id }) => id), [1, 2, 3, 4, 4000000000].slice(0, answers.length));
    assert.equal(answers[2].presence_stats.num_clients, 1);
    socket.terminate();
});

test('a line break at the end, carriage returns and white space are no mistakes', async () => {
    const socket = await JsonSocket.open(server);
    socket.send(` ${JSON.stringify(connect())}\r\n\t{ "id" : 2 , "rpc" : { } }\r\n`);
    assert.ok((await socket.next()).connect.client);
    assert.equal((await socket.next()).error.code, 108);
    socket.terminate();
});

test('unknown members are ignored', async () => {
    const socket = await JsonSocket.open(server);
    const reply = await socket.ask({ id: 1, future: [1], connect: { token: connectionToken('raw'), shiny: {}, flag: 1, dict: 'x' } });
    assert.ok(reply.connect.client);
    socket.terminate();
});

test('a message of 64 KiB is taken, one byte more closes with 1009', async () => {
    for (const [size, taken] of [[65536, true], [65537, false]]) {
        const socket = await JsonSocket.open(server);
        const start = `{"id":1,"connect":{"token":"${connectionToken('raw')}","name":"`;
        socket.send(`${start}${'n'.repeat(size - start.length - 3)}"}}`);
        if (taken)
            assert.ok((await socket.next()).connect.client);
        else
            assert.equal((await socket.closed).code, 1009);
        socket.terminate();
    }
});

test('a flood of commands is answered completely and in order', async () => {
    const socket = await JsonSocket.connected(server);
    const count = 20000;
    for (let id = 2; id < count + 2; id += 100)
        socket.send(...Array.from({ length: 100 }, (_, n) => ({ id: id + n, rpc: {} })));
    for (let id = 2; id < count + 2; ++id)
        assert.equal((await socket.next()).id, id);
    socket.terminate();
});

test('a client that asks without reading does not grow the server', async () => {
    await server.api('publish', { channel: 'chat:heavy', data: 'x'.repeat(60000) });
    const socket = await JsonSocket.connected(server);
    await socket.ask({ id: 2, subscribe: { channel: 'chat:heavy' } });
    socket.socket.pause();
    for (let id = 3; id < 20003; id += 100)
        socket.send(...Array.from({ length: 100 }, (_, n) => ({ id: id + n, history: { channel: 'chat:heavy', limit: 1 } })));
    // All the replies together would be 1.2 GB; a sanitizer alone takes a third of what is allowed here.
    for (let n = 0; n < 20; ++n)
        await server.api('publish', { channel: 'plain:x', data: n });
    const { readFile } = await import('node:fs/promises');
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    const residentMiB = Number(/VmRSS:\s+(\d+) kB/.exec(status)[1]) / 1024;
    assert.ok(residentMiB < 700, `the server uses ${residentMiB} MiB`);
    socket.terminate();
});

test('a subscriber that does not read is closed, the others get everything', async () => {
    const slow = await JsonSocket.connected(server, 'slow');
    await slow.ask({ id: 2, subscribe: { channel: 'plain:fast' } });
    const quick = await JsonSocket.connected(server, 'quick');
    await quick.ask({ id: 2, subscribe: { channel: 'plain:fast' } });
    slow.socket.pause();
    const data = 'x'.repeat(60000);
    for (let n = 0; n < 200; ++n)
        await server.api('publish', { channel: 'plain:fast', data: `${n}${data}` });
    for (let n = 0; n < 200; ++n)
        assert.ok((await quick.next()).push.pub.data.startsWith(`${n}x`));
    slow.socket.resume();
    const closed = await slow.closed;
    assert.ok([3008, 1006].includes(closed.code), `closed with ${closed.code}`);
    assert.ok(server.text.includes('slow'), 'the log says nothing of the slow client');
    quick.terminate();
});
