// The server and its database: what is asked of it before traffic is wanted, and what happens when it is away.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { scrape } from './support/metrics.mjs';
import { closeClients, connectedClient, next, subscribed } from './support/sdk.mjs';
import { freePort, runBinary, startBareServer, startServer } from './support/server.mjs';
import { startSqld } from './support/sqld.mjs';

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'imagineo-ws-database-')); });
after(async () => {
    closeClients();
    await rm(folder, { recursive: true });
});

const healthOf = async (server) => JSON.parse((await server.request('GET', '/health')).body);

async function migrate(url) {
    const { code, output } = await runBinary(['migrate', 'up'], { NODE_ENV: 'test', DATABASE_URL: url });
    assert.equal(code, 0, output);
}

const production = async (url) => ({
    NODE_ENV: 'production', HOST: '127.0.0.1', PORT: await freePort(), FRONTEND_URL: 'https://app.example.com',
    CLERK_SECRET_KEY: 'sk_live_FAKE0000000000000000000000000000000000000', CLERK_API_URL: 'https://127.0.0.1:9',
    WEBHOOK_SECRET: 'a-webhook-secret-of-more-than-32-characters', DATABASE_URL: url, SHUTDOWN_SPREAD_MS: 0,
});

test('production does not start before the migrations, and says what to do; after them it does', async () => {
    const url = `file:${join(folder, 'production.db')}`;
    const { code, output } = await runBinary([], await production(url));
    assert.equal(code, 1, output);
    assert.match(output, /lacks 1 of the migrations.*0001_journal.*imagineo-ws migrate up/s);

    await migrate(url);
    const server = await startBareServer(await production(url));
    assert.equal((await healthOf(server)).database, 'ok');
    await server.stop();
});

test('a database file of a test or development server is brought up to date at the start', async () => {
    const url = `file:${join(folder, 'own.db')}`;
    const server = await startServer({ DATABASE_URL: url });
    assert.equal((await healthOf(server)).database, 'ok');
    await server.stop();
    const { code, output } = await runBinary(['migrate', 'check'], { NODE_ENV: 'test', DATABASE_URL: url });
    assert.equal(code, 0, output);
});

test('a file that cannot be a database ends the start', async () => {
    const { code, output } = await runBinary([], {
        NODE_ENV: 'test', PORT: await freePort(), DATABASE_URL: `file:${join(folder, 'no such folder', 'x.db')}`,
    });
    assert.equal(code, 1, output);
    assert.match(output, /the database cannot be used.*DATABASE_URL/s);
});

test('a server whose database is away serves, but is not ready until it was seen', async () => {
    const port = await freePort();
    const server = await startServer({ DATABASE_URL: `http://127.0.0.1:${port}`, CHANNELS: channels }, '/health/live');
    assert.equal((await server.request('GET', '/health/ready')).status, 503);
    const health = await server.request('GET', '/health');
    assert.equal(health.status, 503);
    assert.equal(JSON.parse(health.body).database, 'unreachable');
    const client = await connectedClient(server, 'anna');
    client.disconnect();

    // An empty database is no better than none, until somebody migrates it.
    const sqld = await startSqld(port);
    while ((await healthOf(server)).database !== 'schema_refused')
        await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await server.request('GET', '/health/ready')).status, 503);
    await migrate(sqld.url);
    await server.waitUntil('/health/ready');
    assert.equal((await healthOf(server)).database, 'ok');

    const metrics = await scrape(server);
    assert.equal(metrics.sum('db_up'), 1);
    assert.ok(metrics.sum('db_requests_total', { result: 'ok' }) >= 2, 'the schema was looked at twice');
    assert.ok(metrics.sum('db_requests_total', { result: 'error' }) >= 1, 'and once in vain');
    await server.stop();
    await sqld.stop();
    const events = server.events().map(({ event }) => event).filter((event) => event.startsWith('database_'));
    assert.deepEqual(events, ['database_unreachable', 'database_schema_refused', 'database_ready']);
});

/** Takes connections and requests, and never answers. */
async function silentServer(port = 0) {
    const sockets = new Set();
    const server = net.createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => sockets.delete(socket));
        socket.resume();
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return {
        url: `http://127.0.0.1:${server.address().port}`, connections: () => sockets.size,
        close() {
            sockets.forEach((socket) => socket.destroy());
            server.close();
        },
    };
}

test('keys and database are asked for side by side: the start waits for the slower one, not for both', async () => {
    const [clerk, database] = [await silentServer(), await silentServer()];
    const port = await freePort();
    const starting = startServer({
        PORT: port, DATABASE_URL: database.url, CLERK_API_URL: clerk.url, CLERK_SECRET_KEY: 'sk_test_FAKE00000000000000000000000000000000000000',
        SHUTDOWN_SPREAD_MS: 0,
    }, '/health/live');
    const bothAsked = async () => {
        while (clerk.connections() === 0 || database.connections() === 0)
            await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await Promise.race([bothAsked(), starting.then(() => assert.fail('it listens and has not asked both'))]);
    const early = await fetch(`http://127.0.0.1:${port}/health/live`).then(() => 'it listens', ({ cause }) => cause.code);
    assert.equal(early, 'ECONNREFUSED');
    await (await starting).stop();
    clerk.close();
    database.close();
});

test('a database that takes requests and never answers does not hold up the end, from the start on or later', async () => {
    const silent = await silentServer();
    const waiting = await startServer({ DATABASE_URL: silent.url, SHUTDOWN_SPREAD_MS: 0 }, '/health/live');
    assert.equal((await waiting.request('GET', '/health/ready')).status, 503);
    await waiting.stop();  // code 0, within the grace period
    silent.close();

    const sqld = await startSqld();
    await migrate(sqld.url);
    const server = await startServer({ DATABASE_URL: sqld.url, CHANNELS: channels, SHUTDOWN_SPREAD_MS: 0 });
    await sqld.stop();
    const fallen = await silentServer(Number(new URL(sqld.url).port));
    assert.ok((await server.api('publish', { channel: 'chat:silent', data: 1 })).result);
    await server.stop();
    fallen.close();
});

test('a database that goes away later keeps nobody from publishing, and does not hold up the end', async () => {
    const sqld = await startSqld();
    await migrate(sqld.url);
    const server = await startServer({ DATABASE_URL: sqld.url, CHANNELS: channels, SHUTDOWN_SPREAD_MS: 0 });
    await sqld.stop();

    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'chat:away');
    const publication = next(subscription, 'publication');
    assert.ok((await server.api('publish', { channel: 'chat:away', data: 1 })).result);
    assert.equal((await publication).data, 1);
    assert.equal((await server.request('GET', '/health/ready')).status, 200);
    // Ends with code 0 by itself, within the grace period.
    await server.stop();
});
