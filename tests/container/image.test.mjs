// The image of the Dockerfile, built and run as the platform does: small, not root, nothing writable,
// half a gigabyte, under plain Linux (runc) and under gVisor (runsc).

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { request } from '../e2e/support/http.mjs';
import { closeClients, connectedClient, next, subscribed } from '../e2e/support/sdk.mjs';
import { apiKey, freePort, hmacSecret } from '../e2e/support/server.mjs';

const script = fileURLToPath(new URL('image.sh', import.meta.url));
const image = 'localhost/imagineo-ws:test';
const mib = 1024 * 1024;

const run = promisify(execFile);
const podman = (runtime, ...args) => run(script, ['podman', runtime, ...args], { maxBuffer: 16 * mib });

/** What a production deployment sets; nothing of it is real. */
const settings = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    FRONTEND_URL: 'https://app.example.com',
    CLERK_SECRET_KEY: 'sk_live_FAKE0000000000000000000000000000000000000',
    WEBHOOK_SECRET: 'container-webhook-secret-of-40-characters',
    WEBSOCKET_API_KEYS: apiKey,
    TOKEN_HMAC_SECRETS: hmacSecret,
    DATABASE_URL: ':memory:',
    RELEASE_SHA: '0123456789abcdef',
    // Shorter than the patience of the test, and than what the stop grants.
    SHUTDOWN_SPREAD_MS: '1000',
};

async function waitUntilReady(port) {
    for (let attempt = 0; attempt < 300; ++attempt) {
        const reply = await request(port, 'GET', '/health/ready').catch(() => undefined);
        if (reply?.status === 200)
            return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('the container did not get ready within 30 s');
}

/** What `podman inspect` says of a container. */
const inspected = async (runtime, name, format) => (await podman(runtime, 'inspect', '-f', format, name)).stdout.trim();

/** The longest core dump that may be allowed here: who lacks CAP_SYS_RESOURCE cannot raise it. */
async function coreLimit() {
    const [, hard] = /^Max core file size +\S+ +(\S+)/m.exec(await readFile('/proc/self/limits', 'utf8'));
    return hard === 'unlimited' ? '-1' : hard;
}

/** Starts a container as an instance of the smallest size; gives its port and name. Core dumps are left for it to forbid. */
async function start(runtime, limits) {
    const port = await freePort();
    const name = `imagineo-${runtime}-${process.pid}`;
    const core = await coreLimit();
    const environment = Object.entries({ ...settings, PORT: port }).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    await podman(runtime, 'run', '-d', '--name', name, '--network=host', '--read-only', '--cap-drop=all',
        '--ulimit=nofile=4096:4096', '--ulimit=nproc=2048:2048', `--ulimit=core=${core}:${core}`, ...limits, ...environment, image);
    return { name, port };
}

const instances = [
    { runtime: 'runc', limits: ['--memory=512m', '--memory-swap=512m', '--pids-limit=256', '--security-opt=no-new-privileges'] },
    // Its own kernel keeps no account of memory in this mode.
    { runtime: 'runsc', limits: [] },
];

before(async () => { await run(script, ['build'], { maxBuffer: 64 * mib }); });
after(closeClients);

test('the image adds less than 40 MB to its base', async () => {
    const [base, whole] = (await run(script, ['sizes'])).stdout.trim().split('\n').map(Number);
    console.log(`base ${(base / 1e6).toFixed(1)} MB, image ${(whole / 1e6).toFixed(1)} MB, added ${((whole - base) / 1e6).toFixed(1)} MB`);
    assert.ok(base > 0 && whole > base);
    assert.ok(whole - base < 40e6, `it adds ${whole - base} bytes`);
});

test('the image says who runs, how it stops, how it is asked for its health, and what it is', async () => {
    const [shown] = JSON.parse((await podman('runc', 'image', 'inspect', image)).stdout);
    assert.equal(shown.User, '10001:10001');
    assert.equal(shown.Config.StopSignal ?? shown.StopSignal, 'SIGTERM');
    assert.deepEqual((shown.HealthCheck ?? shown.Healthcheck).Test, ['CMD', '/usr/local/bin/imagineo-ws', 'health']);
    for (const label of ['title', 'description'])
        assert.ok(shown.Labels?.[`org.opencontainers.image.${label}`] !== undefined, `label ${label} is missing`);
});

for (const { runtime, limits } of instances) {
    describe(`under ${runtime}`, () => {
        let instance;
        before(async () => {
            instance = await start(runtime, limits);
            await waitUntilReady(instance.port);
        });
        after(async () => { await podman(runtime, 'rm', '-f', instance.name).catch(() => {}); });

        test('it answers for its health', async () => {
            const reply = await request(instance.port, 'GET', '/health');
            assert.equal(reply.status, 200);
            const body = JSON.parse(reply.body);
            assert.equal(body.environment, 'production');
            assert.equal(body.release, settings.RELEASE_SHA);
            if (runtime === 'runc')
                await podman(runtime, 'healthcheck', 'run', instance.name);
        });

        test('no image of its memory is left when it crashes', async () => {
            const logs = await podman(runtime, 'logs', instance.name);
            assert.ok(!(logs.stdout + logs.stderr).includes('core_dumps_not_forbidden'), logs.stdout + logs.stderr);
            // Under gVisor, the process that the host sees is the sandbox.
            if (runtime === 'runc') {
                const limits = await readFile(`/proc/${await inspected(runtime, instance.name, '{{.State.Pid}}')}/limits`, 'utf8');
                assert.match(limits, /^Max core file size +0 +0 /m);
            }
        });

        test('an SDK client receives a publication, and the stop is clean', async () => {
            const server = { webSocketUrl: `ws://127.0.0.1:${instance.port}/connection/websocket` };
            const client = await connectedClient(server, 'anna');
            const subscription = await subscribed(client, 'public:container');
            const publication = next(subscription, 'publication');
            const reply = await request(instance.port, 'POST', '/api/publish', {
                headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
                body: JSON.stringify({ channel: 'public:container', data: { hello: runtime } }),
            });
            assert.equal(reply.status, 200, reply.body);
            assert.deepEqual((await publication).data, { hello: runtime });

            const closed = next(client, 'connecting', ({ code }) => code !== 0);
            await podman(runtime, 'stop', '-t', '30', instance.name);
            assert.equal((await closed).code, 3001);
            client.disconnect();
            const logs = await podman(runtime, 'logs', instance.name);
            assert.equal(await inspected(runtime, instance.name, '{{.State.ExitCode}}'), '0', logs.stdout + logs.stderr);
            for (const secret of [apiKey, hmacSecret, settings.WEBHOOK_SECRET, settings.CLERK_SECRET_KEY, 'eyJ'])
                assert.ok(!(logs.stdout + logs.stderr).includes(secret), 'the log shows a secret');
        });
    });
}

test('the binary does not remember where it was built', async () => {
    const { stdout } = await podman('runc', 'run', '--rm', '--network=none', '--ulimit=nofile=4096:4096',
        '--ulimit=nproc=2048:2048', '--entrypoint', '/bin/sh', image, '-c', 'grep -c -a "/src/libws" /usr/local/bin/imagineo-ws || true');
    assert.equal(stdout.trim(), '0');
});
