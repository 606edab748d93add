// Taking commits back: the right ones, in the right order.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { World } from './support/release_world.mjs';

const tree = (world, revision) => world.remote.git('rev-parse', `${revision}^{tree}`);

/** A merge of a branch with two commits into server-development, with a merge commit. */
async function mergeFeature(world) {
    await world.remote.git('fetch', '--quiet', 'origin');
    await world.remote.git('checkout', '--quiet', '-B', 'feature', 'origin/server-development');
    const inside = await world.remote.write({ 'feature.txt': 'one\n' }, 'Feature, first half');
    await world.remote.write({ 'feature.txt': 'two\n' }, 'Feature, second half');
    await world.remote.git('checkout', '--quiet', '--detach', 'origin/server-development');
    await world.remote.git('merge', '--quiet', '--no-ff', '-m', 'Merge feature', 'feature');
    await world.remote.git('push', '--quiet', 'origin', 'HEAD:refs/heads/server-development');
    return { merge: await world.remote.git('rev-parse', 'HEAD'), inside };
}

test('a range is taken back as a whole: the tree is the good one again', async () => {
    const world = await World.make();
    const good = await world.shipToStaging({ 'server.txt': 'good\n' }, 'Good');
    await world.shipToStaging({ 'server.txt': 'bad\n' }, 'Bad');
    await mergeFeature(world);
    const bad = await world.shipToStaging({ 'server.txt': 'worse\n', 'extra.txt': 'x\n' }, 'Worse');

    const shown = await world.does('revert-commits', [`${good}..${bad}`]);
    assert.match(shown, /Revert "Worse"\n.*Revert "Merge feature"\n.*Revert "Bad"\n/s);
    assert.match(shown, /Dry run/);
    assert.equal(await world.remote.head('server-development'), bad);

    await world.does('revert-commits', [`${good}..${bad}`, '--execute']);
    const head = await world.remote.head('server-development');
    await world.remote.git('fetch', '--quiet', 'origin');
    assert.equal(await tree(world, head), await tree(world, good));
    assert.equal(await world.remote.git('rev-list', '--count', `${bad}..${head}`), '3', 'history grows, nothing is rewritten');
    assert.match(await world.remote.git('log', '-1', '--format=%B', head), /This takes back [0-9a-f]{40}\./);
});

test('HEAD is the newest commit, which HEAD~1 of the old instructions was not', async () => {
    const world = await World.make();
    const good = await world.shipToStaging({ 'server.txt': 'good\n' }, 'Good');
    const bad = await world.shipToStaging({ 'server.txt': 'bad\n' }, 'Bad');
    assert.match(await world.does('revert-commits', [bad, '--execute']), /Revert "Bad"/);
    await world.remote.git('fetch', '--quiet', 'origin');
    assert.equal(await tree(world, 'origin/server-development'), await tree(world, good));
});

test('a merge is taken back with all it brought', async () => {
    const world = await World.make();
    const good = await world.shipToStaging({ 'server.txt': 'good\n' }, 'Good');
    const { merge } = await mergeFeature(world);
    await world.does('revert-commits', [merge, '--execute']);
    await world.remote.git('fetch', '--quiet', 'origin');
    assert.equal(await tree(world, 'origin/server-development'), await tree(world, good));
});

test('several commits go newest first, however they are given', async () => {
    const world = await World.make();
    const first = await world.shipToStaging({ 'server.txt': 'a\n' }, 'One');
    const second = await world.shipToStaging({ 'server.txt': 'b\n' }, 'Two');
    assert.match(await world.does('revert-commits', [first, second]), /Revert "Two"\n.*Revert "One"/s);
});

test('migrations stay, because the database does', async () => {
    const world = await World.make();
    const migration = '-- migration: expand\nCREATE TABLE more(id INTEGER);\n';
    const bad = await world.shipToStaging({ 'server.txt': 'bad\n', 'migrations/0090_more.sql': migration }, 'Bad');
    await world.does('revert-commits', [bad, '--execute']);
    await world.remote.git('fetch', '--quiet', 'origin');
    assert.equal(await world.remote.git('show', 'origin/server-development:migrations/0090_more.sql'), migration.trim());
    assert.equal(await world.remote.git('show', 'origin/server-development:server.txt'), 'first');

    const alone = await world.shipToStaging({ 'migrations/0091_alone.sql': migration }, 'Alone');
    await world.refuses('revert-commits', [alone, '--execute'], /was taken back already, or is only a migration/);
});

test('what cannot be taken back is refused, and says why', async () => {
    const world = await World.make();
    const first = await world.shipToStaging({ 'server.txt': 'a\n' }, 'One');
    const { inside } = await mergeFeature(world);
    const last = await world.shipToStaging({ 'server.txt': 'b\n' }, 'Two');
    await world.remote.git('checkout', '--quiet', '--detach', 'origin/server-development');
    const elsewhere = await world.remote.write({ 'x.txt': 'x\n' }, 'Elsewhere');
    await world.refuses('revert-commits', [first, '--execute'], /"?\w* ?One cannot be taken back by itself: .*\(server\.txt\)/);
    await world.refuses('revert-commits', [inside, '--execute'], /came with a merge: take the merge back/);
    await world.refuses('revert-commits', [elsewhere, '--execute'], /is not on server-development/);
    await world.refuses('revert-commits', ['nonsense', '--execute'], /'nonsense' names no commit here/);
    await world.refuses('revert-commits', [`${last}..${first}`, '--execute'], /is empty: the good commit comes first/);
    await world.refuses('revert-commits', ['--', '--all'], /names no commit here/);
    await world.does('revert-commits', [last, '--execute']);
    await world.refuses('revert-commits', [last, '--execute'], /cannot be taken back|was taken back already/);
});
