// Starts the real server binary on a free loopback port and ends it by its process id.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

import { request } from './http.mjs';

export const binary = process.env.IMAGINEO_WS_BIN ??
    fileURLToPath(new URL('../../../build/release/bin/imagineo-ws', import.meta.url));

export const hmacSecret = 'end-to-end-secret-of-32-characters';
export const apiKey = 'end-to-end-api-key-of-32-characters';

const running = new Set();
// Whatever a failed test left behind goes with this process, also when the runner's patience ends it.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
process.once('SIGTERM', () => process.exit(1));

/** A port nobody listens on, below the range from which the kernel takes client ports. */
export async function freePort() {
    for (;;) {
        const port = 20000 + Math.floor(Math.random() * 10000);
        const probe = net.createServer();
        const free = await new Promise((resolve) => {
            probe.once('error', () => resolve(false));
            probe.listen(port, '127.0.0.1', () => resolve(true));
        });
        if (free) {
            probe.close();
            await once(probe, 'close');
            return port;
        }
    }
}

/** The environment a test server gets, and nothing of the caller's own but what sanitizers read. */
function environmentOf(settings) {
    const kept = ['PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'TSAN_OPTIONS'];
    const environment = Object.fromEntries(
        kept.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
    for (const [name, value] of Object.entries(settings)) {
        if (value !== undefined)
            environment[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
    return environment;
}

/** Runs the binary to its end: {code, signal, output}. For what is expected to stop by itself. */
export async function runBinary(args, settings = {}, cwd = undefined) {
    const child = spawn(binary, args, { env: environmentOf(settings), stdio: ['ignore', 'pipe', 'pipe'], cwd });
    running.add(child);
    let output = '';
    child.stdout.on('data', (bytes) => { output += bytes; });
    child.stderr.on('data', (bytes) => { output += bytes; });
    const [code, signal] = await once(child, 'close');
    running.delete(child);
    return { code, signal, output };
}

class Server {
    constructor(child, port) {
        this.child = child;
        this.port = port;
        this.text = '';
        child.stdout.on('data', (bytes) => { this.text += bytes; });
        child.stderr.on('data', (bytes) => { this.text += bytes; });
        // A server nobody waits for must not keep this process alive: a failed test would hang.
        for (const handle of [child, child.stdout, child.stderr])
            handle.unref();
        this.ended = new Promise((resolve) => {
            child.on('error', (failure) => { this.text += `${failure}\n`; });
            child.on('close', (code, signal) => {
                running.delete(child);
                resolve({ code, signal });
            });
        });
    }

    /** {code, signal} of the server's end. */
    get exited() {
        for (const handle of [this.child, this.child.stdout, this.child.stderr])
            handle.ref();
        return this.ended;
    }

    get pid() { return this.child.pid; }
    get url() { return `http://127.0.0.1:${this.port}`; }
    get webSocketUrl() { return `ws://127.0.0.1:${this.port}/connection/websocket`; }

    /** The log so far, one object an event. Asserts that every line is one. */
    events() {
        return this.text.split('\n').filter((line) => line !== '').map((line) => {
            const event = JSON.parse(line);
            assert.ok(event.time && event.level && event.event, `not a complete log event: ${line}`);
            return event;
        });
    }

    request(method, path, options) { return request(this.port, method, path, options); }

    /** Calls a method of the server API and gives the parsed body. */
    async api(method, parameters = {}, headers = {}) {
        const reply = await this.request('POST', `/api/${method}`, {
            headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json', ...headers },
            body: JSON.stringify(parameters),
        });
        assert.equal(reply.status, 200, `${method}: ${reply.status} ${reply.body}`);
        return JSON.parse(reply.body);
    }

    /** Until this path answers 200. */
    async waitUntil(path) {
        let exit;
        this.ended.then((how) => { exit = how; });
        for (let attempt = 0; attempt < 1000; ++attempt) {
            if (exit)
                throw new Error(`the server ended with ${JSON.stringify(exit)}:\n${this.text}`);
            const reply = await this.request('GET', path).catch(() => undefined);
            if (reply?.status === 200)
                return;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        throw new Error(`the server did not answer ${path} with 200:\n${this.text}`);
    }

    /** Ends the server as an operator does; it must leave by itself, clean, with a log free of secrets. */
    async stop() {
        if (this.child.exitCode === null && this.child.signalCode === null)
            this.child.kill('SIGTERM');
        assert.deepEqual(await this.exited, { code: 0, signal: null }, this.text);
        this.assertLogIsClean();
    }

    async kill() {
        this.child.kill('SIGKILL');
        await this.exited;
    }

    assertLogIsClean() {
        for (const secret of ['eyJ', hmacSecret, apiKey])
            assert.ok(!this.text.includes(secret), 'the log shows a token or key');
    }
}

/** Starts a server with these environment variables alone, in the folder `cwd`, and waits until it is ready, or `path` says 200. */
export async function startBareServer(settings, cwd = undefined, path = '/health/ready') {
    const child = spawn(binary, [], { env: environmentOf(settings), stdio: ['ignore', 'pipe', 'pipe'], cwd });
    running.add(child);
    const server = new Server(child, settings.PORT);
    await server.waitUntil(path);
    return server;
}

/** Starts a server fit for most tests. `settings` are further environment variables; objects become JSON. */
export async function startServer(settings = {}, path = undefined) {
    return startBareServer({
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        TOKEN_HMAC_SECRETS: hmacSecret,
        WEBSOCKET_API_KEYS: apiKey,
        FRONTEND_URL: 'http://localhost:3000',
        DATABASE_URL: ':memory:',
        LOG_FORMAT: 'json',
        ...settings,
        PORT: settings.PORT ?? await freePort(),
    }, undefined, path);
}
