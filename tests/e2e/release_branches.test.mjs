// Making the three branches.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { release } from './support/release.mjs';
import { Remote, gitEnvironment } from './support/release_git.mjs';

const create = (remote, ...args) => release('create-branches', args, { cwd: remote.clone, env: gitEnvironment });

test('all three begin where they are told to', async () => {
    const remote = await Remote.make({ bare: true });
    const shown = await create(remote, '--from', 'main');
    assert.equal(shown.code, 0, shown.output);
    assert.match(shown.stdout, /server-main: to be made at \w+ First version/);
    assert.match(shown.stdout, /Dry run/);
    assert.deepEqual(await remote.heads(), [undefined, undefined, undefined]);

    const made = await create(remote, '--from', 'main', '--execute');
    assert.match(made.stdout, /Made server-development, server-beta, server-main/);
    const main = await remote.head('main');
    assert.deepEqual(await remote.heads(), [main, main, main]);
    assert.match((await create(remote, '--from', 'main', '--execute')).stdout, /is there at .*\nNothing to make/s);
});

test('each begins at the branch of its name, and what is there stays', async () => {
    const remote = await Remote.make({ bare: true });
    const main = await remote.head('main');
    await remote.git('push', '--quiet', 'origin', 'main:refs/heads/beta', 'main:refs/heads/server-main');
    const development = await remote.write({ 'server.txt': 'new\n' }, 'New');
    await remote.git('push', '--quiet', 'origin', 'HEAD:refs/heads/development');
    const made = await create(remote, '--execute');
    assert.equal(made.code, 0, made.output);
    assert.deepEqual(await remote.heads(), [development, main, main]);
});

test('branches that could never be promoted are refused', async () => {
    const remote = await Remote.make({ bare: true });
    await remote.git('push', '--quiet', 'origin', 'main:refs/heads/beta', 'main:refs/heads/development');
    await remote.write({ 'server.txt': 'main goes its own way\n' }, 'Other');
    await remote.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
    const { code, stderr } = await create(remote, '--execute');
    assert.equal(code, 1);
    assert.match(stderr, /^refused: server-main would not be an ancestor of server-beta: --from main/);
    assert.deepEqual(await remote.heads(), [undefined, undefined, undefined]);
});

test('what is missing is named', async () => {
    const remote = await Remote.make({ bare: true });
    assert.match((await create(remote)).stderr, /^refused: origin has no branch development to begin at/);
    const gone = await create(remote, '--remote', 'upstream');
    assert.equal(gone.code, 3);
    assert.match(gone.stderr, /^failed: git fetch: /);
    await remote.git('remote', 'add', 'secretive', 'https://somebody:hush-hush@127.0.0.1:1/x.git');
    const hidden = await create(remote, '--remote', 'secretive');
    assert.equal(hidden.code, 3);
    assert.ok(!hidden.output.includes('hush-hush'), hidden.output);
});
