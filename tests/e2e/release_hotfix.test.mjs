// A repair that goes to production first, and the way back into line.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { World } from './support/release_world.mjs';

/** A repair on hotfix/<name>, pushed; `check` is how its tests went. */
async function repair(world, name, files, check = 'success') {
    await world.does('hotfix', ['start', name]);
    await world.remote.git('checkout', '--quiet', `hotfix/${name}`);
    const commit = await world.remote.write(files, `Repair ${name}`);
    await world.remote.git('push', '--quiet', 'origin', `hotfix/${name}`);
    if (check)
        world.github.check(commit, 'tests', check);
    return commit;
}

const contains = async (world, newer, older) =>
    world.remote.git('merge-base', '--is-ancestor', older, newer).then(() => true, () => false);

test('a repair ships from production, and each branch is an ancestor of the one before it again', async () => {
    const world = await World.make();
    await world.shipToBeta({ 'beta.txt': 'beta\n' }, 'On beta');
    await world.shipToStaging({ 'staging.txt': 'staging\n' }, 'On staging');
    const commit = await repair(world, 'leak', { 'repair.txt': 'repaired\n' });

    const before = await world.remote.heads();
    assert.match(await world.does('hotfix', ['land', 'leak']), /Repair leak\n.* is green: tests\nDry run/s);
    assert.deepEqual(await world.remote.heads(), before);
    await world.does('hotfix', ['land', 'leak', '--execute']);
    assert.equal(await world.remote.head('server-main'), commit);
    await world.refuses('promote', ['production', '--execute'], /server-main has 1 commit/);

    // The merges are new commits: they go to CI first.
    assert.match(await world.does('hotfix', ['back']), /Not tested yet.*Dry run/s);
    await world.does('hotfix', ['back', '--execute']);
    assert.deepEqual(await world.remote.heads(), [before[0], before[1], commit]);
    const candidates = [await world.remote.head('hotfix/back-server-development'), await world.remote.head('hotfix/back-server-beta')];
    world.github.check(candidates[1], 'tests');
    world.github.check(candidates[0], 'tests', 'running');
    assert.match(await world.does('hotfix', ['back']), /Not tested yet/);
    world.github.check(candidates[0], 'tests', 'success', 1);
    assert.match(await world.does('hotfix', ['back', '--execute']), /Tested/);

    const [development, beta, main] = await world.remote.heads();
    assert.deepEqual([development, beta], candidates);
    assert.ok(await contains(world, development, beta) && await contains(world, beta, main));
    assert.equal(await world.remote.head('hotfix/back-server-beta'), undefined, 'the candidates are gone');
    for (const [branch, files] of [['server-beta', ['beta.txt', 'repair.txt']], ['server-development', ['beta.txt', 'repair.txt', 'staging.txt']]]) {
        for (const file of files)
            await world.remote.git('cat-file', '-e', `origin/${branch}:${file}`);
    }
    assert.match(await world.does('hotfix', ['back']), /nothing to merge back/);
    assert.match(await world.does('drift', ['--branches-only']), /No drift/);
});

test('where beta and staging have nothing of their own they go on to the repair itself', async () => {
    const world = await World.make();
    const commit = await repair(world, 'typo', { 'repair.txt': 'repaired\n' });
    await world.does('hotfix', ['land', 'typo', '--execute']);
    await world.does('hotfix', ['back', '--execute']);
    assert.deepEqual(await world.remote.heads(), [commit, commit, commit]);
});

for (const [check, wanted] of [['failure', /tests: failure/], ['running', /tests: running/], [null, /tests: missing/]]) {
    test(`a repair whose tests are ${check ?? 'missing'} does not ship`, async () => {
        const world = await World.make();
        await repair(world, 'hasty', { 'repair.txt': 'x\n' }, check);
        await world.refuses('hotfix', ['land', 'hasty', '--execute'], wanted);
    });
}

test('a repair that lacks what production has is refused', async () => {
    const world = await World.make();
    await repair(world, 'late', { 'repair.txt': 'x\n' });
    await world.remote.commit('server-main', { 'other.txt': 'another repair\n' });
    await world.refuses('hotfix', ['land', 'late', '--execute'], /does not contain server-main: rebase it/);
});

test('while a rollback pins production nothing lands, unless nobody looks', async () => {
    const world = await World.make();
    const commit = await repair(world, 'pinned', { 'repair.txt': 'x\n' });
    world.app('production').pinned = world.app('production').active;
    await world.refuses('hotfix', ['land', 'pinned', '--execute'], /imagineo-websocket-production is pinned to deployment .*: first scripts\/release\/rollback keep production/);
    await world.does('hotfix', ['land', 'pinned', '--execute', '--without-platform'], { DIGITALOCEAN_ACCESS_TOKEN: '' });
    assert.equal(await world.remote.head('server-main'), commit);

    world.app('beta').pinned = world.app('beta').active;
    await world.refuses('hotfix', ['back', '--execute'], /imagineo-websocket-beta is pinned/);
    await world.does('hotfix', ['back', '--execute', '--without-platform'], { DIGITALOCEAN_ACCESS_TOKEN: '' });
    assert.equal(await world.remote.head('server-beta'), commit);
});

test('names, and what is there already', async () => {
    const world = await World.make();
    await repair(world, 'twice', { 'repair.txt': 'x\n' });
    await world.refuses('hotfix', ['start', 'twice'], /there is a branch hotfix\/twice already/);
    await world.refuses('hotfix', ['land', 'other', '--execute'], /no branch hotfix\/other/);
    assert.equal((await world.run('hotfix', ['start', '../x'])).code, 2);
    assert.equal((await world.run('hotfix', [])).code, 2);
});

test('a conflict on the way back is left to people, with the files named', async () => {
    const world = await World.make();
    await world.shipToBeta({ 'server.txt': 'beta says this\n' });
    await repair(world, 'clash', { 'server.txt': 'production says that\n' });
    await world.does('hotfix', ['land', 'clash', '--execute']);
    await world.refuses('hotfix', ['back', '--execute'], /server-main does not merge into server-beta by itself \(server\.txt\)/);
    assert.equal(await world.remote.git('status', '--porcelain'), '', 'the work tree is as it was');
    assert.match(await world.remote.git('worktree', 'list'), /^[^\n]*$/, 'no work tree is left behind');
});

test('a merge whose tests fail goes nowhere', async () => {
    const world = await World.make();
    await world.shipToBeta({ 'beta.txt': 'beta\n' });
    await repair(world, 'odd', { 'repair.txt': 'x\n' });
    await world.does('hotfix', ['land', 'odd', '--execute']);
    await world.does('hotfix', ['back', '--execute']);
    world.github.check(await world.remote.head('hotfix/back-server-beta'), 'tests', 'failure');
    await world.refuses('hotfix', ['back', '--execute'], /the tests of a merge ended as failure/);
});
