// What an operator does to a server, and what goes wrong around one.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { makeKey } from './support/clerk.mjs';
import { RawSocket } from './support/raw_socket.mjs';
import { closeClients, collect, connectedClient, next, subscribed } from './support/sdk.mjs';
import { freePort, hmacSecret, runBinary, startBareServer, startServer } from './support/server.mjs';

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'imagineo-ws-')); });
after(async () => {
    closeClients();
    await rm(folder, { recursive: true });
});

test('health tells machines and people how it is', async () => {
    const server = await startServer({ RELEASE_SHA: 'abc1234' });
    const { status, headers, body } = await server.request('GET', '/health');
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^application\/json/);
    const health = JSON.parse(body);
    assert.match(health.version, /^\d+\.\d+\.\d+/);
    assert.equal(health.environment, 'test');
    assert.ok(Object.keys(health).some((name) => name.startsWith('uptime')), body);
    assert.ok(Object.keys(health).some((name) => name.startsWith('connections')), body);
    assert.ok(body.includes('abc1234'));
    for (const path of ['/health/live', '/health/ready'])
        assert.equal((await server.request('GET', path)).status, 200);

    const head = await server.request('HEAD', '/health');
    assert.equal(head.status, 200);
    assert.equal(head.body, '');
    assert.equal(head.headers['content-type'], headers['content-type']);

    assert.equal((await server.request('GET', '/nowhere')).status, 404);
    assert.equal((await server.request('GET', '/health/')).status, 404);
    const post = await server.request('POST', '/health', { body: '{}' });
    assert.equal(post.status, 405);
    assert.deepEqual(post.headers.allow.split(/, */).sort(), ['GET', 'HEAD']);
    // The development pages do not exist here.
    assert.equal((await server.request('GET', '/')).status, 404);
    await server.stop();
});

test('a full server still says that it lives: the platform would restart it', async () => {
    const server = await startServer({ MAX_CONNECTIONS: 2 });
    const open = [];
    // The connection that asked whether the server is ready may still hold a place for a moment.
    while (open.length < 2)
        open.push(...[await RawSocket.open(server).then((raw) => raw.handshake()).catch(() => undefined)].filter(Boolean));
    for (let round = 0; round < 10; ++round) {
        for (const path of ['/health/live', '/health/ready', '/health'])
            assert.equal((await server.request('GET', path)).status, 200);
        const refused = await server.request('GET', '/nowhere');
        assert.equal(refused.status, 503);
        assert.equal(refused.headers['retry-after'], '5');
    }
    assert.equal((await runBinary(['health'], { PORT: server.port })).code, 0);
    open.forEach((socket) => socket.destroy());
    await server.stop();
});

test('a server that is short of memory turns new clients away, and keeps those it has', async () => {
    const server = await startServer({ MEMORY_LIMIT_BYTES: 1024 ** 2, METRICS_TOKEN: 'metrics-token-of-more-than-32-characters' });
    const refused = await RawSocket.open(server);
    refused.write(['GET /connection/websocket HTTP/1.1', 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade',
        'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', '', ''].join('\r\n'));
    const head = await refused.head();
    assert.match(head, /^HTTP\/1\.1 503 /);
    assert.match(head, /\r\nRetry-After: 5\r\n/i);
    assert.equal((await server.request('GET', '/health/ready')).status, 200, 'whoever is there is served');
    assert.ok((await server.api('publish', { channel: 'public:x', data: 1 })).result);
    await server.stop();
    assert.ok(server.events().some(({ level, event }) => level === 'warn' && event === 'memory_short'));
});

test('the health subcommand asks the running server', async () => {
    const server = await startServer();
    const healthy = await runBinary(['health'], { PORT: server.port });
    assert.equal(healthy.code, 0, healthy.output);
    await server.stop();
    const gone = await runBinary(['health'], { PORT: server.port });
    assert.equal(gone.code, 1);
    assert.match(gone.output, /./);
});

test('version says what runs', async () => {
    const { code, output } = await runBinary(['version']);
    assert.equal(code, 0);
    assert.match(output, /^imagineo-ws \d+\.\d+\.\d+\n/);
});

test('SIGTERM sends the clients away with 3001, and they come to the next server', async () => {
    const first = await startServer({ CHANNELS: channels });
    const client = await connectedClient(first, 'anna');
    const subscription = await subscribed(client, 'chat:move');
    const publications = collect(subscription, 'publication');
    await first.api('publish', { channel: 'chat:move', data: 1 });
    await publications.reach(1);

    const connecting = next(client, 'connecting');
    const back = next(subscription, 'subscribed');
    await first.stop();
    const { code, reason } = await connecting;
    assert.equal(code, 3001);
    assert.match(reason, /shutdown/);

    const second = await startServer({ CHANNELS: channels, PORT: first.port });
    const { wasRecovering, recovered } = await back;
    // The first server's memory is gone, and nobody pretends otherwise.
    assert.deepEqual({ wasRecovering, recovered }, { wasRecovering: true, recovered: false });
    await second.api('publish', { channel: 'chat:move', data: 2 });
    await publications.reach(2);
    await second.stop();
});

test('a killed server is replaced at once on the same port', async () => {
    const first = await startServer({ CHANNELS: channels });
    const client = await connectedClient(first, 'anna');
    const subscription = await subscribed(client, 'plain:killed');
    const back = next(subscription, 'subscribed');
    await first.kill();
    const second = await startServer({ CHANNELS: channels, PORT: first.port });
    await back;
    const publication = next(subscription, 'publication');
    await second.api('publish', { channel: 'plain:killed', data: 'alive' });
    assert.equal((await publication).data, 'alive');
    await second.stop();
});

test('SIGTERM while nobody is connected ends with 0, SIGINT as well', async () => {
    const server = await startServer();
    server.child.kill('SIGINT');
    assert.deepEqual(await server.exited, { code: 0, signal: null });
    await (await startServer()).stop();
});

test('idle keep-alive connections do not hold up the end', async () => {
    const server = await startServer();
    const socket = await RawSocket.open(server);
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    assert.match(await socket.head(), /^HTTP\/1\.1 200/);
    await server.stop();
    await socket.rest();
});

test('a client that never answers the close cannot hold up a second SIGTERM', async () => {
    const server = await startServer();
    const socket = await (await RawSocket.open(server)).handshake();
    server.child.kill('SIGTERM');
    // The close frame has come; nobody answers it.
    assert.equal((await socket.closing()).code, 3001);
    server.child.kill('SIGTERM');
    const { code, signal } = await server.exited;
    assert.ok(code !== 0 || signal, 'an end by force must not look like a clean one');
    socket.destroy();
});

test('a port that is taken ends the start with a message', async () => {
    const port = await freePort();
    const squatter = net.createServer().listen(port, '127.0.0.1');
    const { code, output } = await runBinary([], {
        NODE_ENV: 'test', HOST: '127.0.0.1', PORT: port, DATABASE_URL: ':memory:',
    });
    squatter.close();
    assert.equal(code, 1);
    assert.ok(output.includes(String(port)), output);
    assert.match(output, /in use|taken/i);
});

for (const [what, file, content, wanted] of [
    ['a CHANNELS file that does not exist', 'absent.json', undefined, /absent\.json/],
    ['a CHANNELS file that is no JSON', 'broken.json', '{"chat": {', /CHANNELS.*JSON/],
    ['a namespace with an unknown option', 'unknown.json', '{"chat":{"presense":true}}', /chat.*presense|presense.*chat/s],
    ['an option of the wrong type', 'type.json', '{"chat":{"history_size":"many"}}', /chat.*history_size|history_size.*chat/s],
    ['durable without history', 'durable.json', '{"chat":{"durable":true}}', /chat.*durable|durable.*chat/s],
]) {
    test(`${what} ends the start and is named`, async () => {
        const path = join(folder, file);
        if (content !== undefined)
            await writeFile(path, content);
        const { code, output } = await runBinary([], {
            NODE_ENV: 'test', HOST: '127.0.0.1', PORT: await freePort(), DATABASE_URL: ':memory:', CHANNELS: `@${path}`,
        });
        assert.equal(code, 1, output);
        assert.match(output, /CHANNELS/);
        assert.match(output, wanted);
    });
}

const mistakes = {
    PORT: '99999', MAX_CONNECTIONS: 'lots', LOG_LEVEL: 'loud', WORKERS: 'many', FRONTEND_URL: '*', CHANNELS: '{"chat":',
};

test('check-config reports all six mistakes of a file at once, each with its mend', async () => {
    const file = join(folder, 'six.env');
    const lines = Object.entries(mistakes).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(file, `NODE_ENV=test\n${lines.join('')}`);
    const { code, output } = await runBinary(['check-config', '--env-file', file]);
    assert.equal(code, 1);
    const reported = output.match(/^ +\d+\. (\w+):/gm).map((line) => /\. (\w+):/.exec(line)[1]);
    assert.deepEqual(reported.sort(), Object.keys(mistakes).sort(), output);
    assert.equal(output.match(/^ +To do: \S/gm).length, 6, output);
});

test('check-config shows a good configuration with its secrets masked', async () => {
    const file = join(folder, 'good.env');
    const key = 'a-server-api-key-of-more-than-32-characters';
    await writeFile(file, `# a comment\nNODE_ENV=test\nPORT=9000\nTOKEN_HMAC_SECRETS="${hmacSecret}"\nWEBSOCKET_API_KEYS=${key}\n`);
    const { code, output } = await runBinary(['check-config', '--env-file', file], { PORT: '1' });
    assert.equal(code, 0, output);
    assert.match(output, /PORT.*9000/);
    assert.ok(!output.includes(hmacSecret) && !output.includes(key), output);
});

test('production refuses to start without what it needs, and says all of it', async () => {
    const { code, output } = await runBinary([], { PORT: await freePort() });
    assert.equal(code, 1);
    for (const name of ['FRONTEND_URL', 'CLERK_SECRET_KEY', 'WEBHOOK_SECRET', 'DATABASE_URL'])
        assert.ok(output.includes(name), `${name} is not mentioned:\n${output}`);
});

test('production leaves no core dump', async () => {
    const server = await startBareServer({
        NODE_ENV: 'production', HOST: '127.0.0.1', PORT: await freePort(), FRONTEND_URL: 'https://app.example.com',
        CLERK_SECRET_KEY: `sk_live_${'x'.repeat(40)}`, CLERK_JWT_KEY: makeKey().pem, DATABASE_URL: ':memory:',
        WEBHOOK_SECRET: 'webhook-secret-of-more-than-32-characters', SHUTDOWN_SPREAD_MS: 0,
    });
    assert.match(await readFile(`/proc/${server.pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m);
    assert.ok(!server.text.includes('core_dumps_not_forbidden'), server.text);
    await server.stop();
});

test('what is only for development is refused in production', async () => {
    const { code, output } = await runBinary(['check-config'], {
        FRONTEND_URL: 'https://app.example', CLERK_SECRET_KEY: 'sk_live_0123456789abcdef', DATABASE_URL: 'file:x.db',
        WEBHOOK_SECRET: 'a-webhook-secret-of-more-than-32-characters', CLIENT_INSECURE: '1',
    });
    assert.equal(code, 1);
    assert.match(output, /CLIENT_INSECURE/);
});

test('development needs no setting at all and prints what can be pasted', async () => {
    const server = await startBareServer({ NODE_ENV: 'development', PORT: await freePort() }, folder);
    while (!/curl/.test(server.text))
        await new Promise((resolve) => setTimeout(resolve, 20));
    // Only this machine is served.
    assert.ok(!server.text.includes('0.0.0.0'), server.text);

    const token = await runBinary(['dev-token', '--user', 'anna'], { NODE_ENV: 'development', PORT: server.port }, folder);
    assert.equal(token.code, 0, token.output);
    await connectedClient(server, 'anna', { token: /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(token.output)[0] });
    closeClients();
    server.child.kill('SIGTERM');
    assert.deepEqual(await server.exited, { code: 0, signal: null });
});
