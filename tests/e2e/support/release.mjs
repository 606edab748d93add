// Runs the commands of scripts/release, and gives them folders to work in.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));

const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An empty folder that goes with the test file's end. */
export async function temporaryFolder() {
    const folder = await mkdtemp(join(tmpdir(), 'imagineo-release-'));
    folders.push(folder);
    return folder;
}

/** Runs any command to its end: {code, signal, stdout, stderr, output}. Only PATH and HOME are the caller's own. */
export async function run(command, args, { env = {}, cwd = repository, input = '' } = {}) {
    const { PATH, HOME } = process.env;
    const child = spawn(command, args, {
        cwd, env: { PATH, HOME, PYTHONDONTWRITEBYTECODE: '1', ...env }, stdio: ['pipe', 'pipe', 'pipe'],
    });
    const result = { stdout: '', stderr: '', output: '' };
    for (const stream of ['stdout', 'stderr']) {
        child[stream].on('data', (bytes) => {
            result[stream] += bytes;
            result.output += bytes;
        });
    }
    child.stdin.on('error', () => {});  // who does not read its input may end before all is written
    child.stdin.end(input);
    const [code, signal] = await once(child, 'close');
    return { code, signal, ...result };
}

/** Runs scripts/release/<name>. */
export const release = (name, args = [], options = {}) =>
    run(join(repository, 'scripts/release', name), args, options);

/** A copy of specs/, with `from` (which must be there) replaced by `to` in `file`, for each of `edits`. */
export async function specsWith(...edits) {
    const folder = await temporaryFolder();
    await cp(join(repository, 'specs'), folder, { recursive: true });
    for (const [file, from, to] of edits) {
        const text = await readFile(join(folder, file), 'utf8');
        if (!text.includes(from))
            throw new Error(`${file} has no '${from}'`);
        await writeFile(join(folder, file), text.replaceAll(from, to));
    }
    return folder;
}
