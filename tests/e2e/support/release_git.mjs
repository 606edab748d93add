// A remote with the three branches, and a clone to give commands in. Both are thrown away.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { repository, run, temporaryFolder } from './release.mjs';

export const branches = ['server-development', 'server-beta', 'server-main'];

/** Nothing of the caller's own git. */
export const gitEnvironment = {
    GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_AUTHOR_NAME: 'Anna', GIT_AUTHOR_EMAIL: 'anna@example.invalid',
    GIT_COMMITTER_NAME: 'Anna', GIT_COMMITTER_EMAIL: 'anna@example.invalid', GIT_TERMINAL_PROMPT: '0',
};

export class Remote {
    /** The three branches at one commit that has specs/ and migrations/; or only `main`, with `bare`. */
    static async make({ bare = false } = {}) {
        const remote = new Remote();
        const folder = await temporaryFolder();
        remote.path = join(folder, 'remote.git');
        remote.clone = join(folder, 'clone');
        await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote.path], { env: gitEnvironment });
        await run('git', ['clone', '--quiet', remote.path, remote.clone], { env: gitEnvironment });
        await remote.git('checkout', '--quiet', '-b', 'main');
        for (const name of ['specs', 'migrations'])
            await cp(join(repository, name), join(remote.clone, name), { recursive: true });
        await remote.write({ 'server.txt': 'first\n' }, 'First version');
        await remote.git('push', '--quiet', 'origin', 'main', ...(bare ? [] : branches.map((branch) => `main:refs/heads/${branch}`)));
        return remote;
    }

    /** Output of a git command in the clone; it must succeed. */
    async git(...args) {
        const { code, stdout, output } = await run('git', args, { cwd: this.clone, env: gitEnvironment });
        if (code !== 0)
            throw new Error(`git ${args.join(' ')}: ${output}`);
        return stdout.trim();
    }

    /** Writes files (null deletes one) and commits them on whatever is checked out; gives the commit. */
    async write(files, message) {
        for (const [name, text] of Object.entries(files)) {
            const path = join(this.clone, name);
            await mkdir(dirname(path), { recursive: true });
            await (text === null ? rm(path) : writeFile(path, text));
        }
        await this.git('add', '-A');
        await this.git('commit', '--quiet', '-m', message);
        return this.git('rev-parse', 'HEAD');
    }

    /** A commit on the remote's branch, made by somebody in the usual way. */
    async commit(branch, files, message = `Change ${Object.keys(files)}`) {
        await this.git('fetch', '--quiet', 'origin');
        await this.git('checkout', '--quiet', '--detach', `origin/${branch}`);
        const commit = await this.write(files, message);
        await this.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
        return commit;
    }

    /** A commit on the remote's branch from another clone: this one learns of it when it fetches. */
    async commitElsewhere(branch, files) {
        const other = new Remote();
        other.path = this.path;
        other.clone = join(await temporaryFolder(), 'clone');
        await run('git', ['clone', '--quiet', '--branch', branch, this.path, other.clone], { env: gitEnvironment });
        return other.commit(branch, files);
    }

    /** Where the remote's branch is, undefined when there is none. */
    async head(branch) {
        const { code, stdout } = await run('git', ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`],
            { cwd: this.path, env: gitEnvironment });
        return code === 0 ? stdout.trim() : undefined;
    }

    async heads() { return Promise.all(branches.map((branch) => this.head(branch))); }
}
