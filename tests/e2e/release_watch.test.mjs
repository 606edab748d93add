// Following a deployment to its end.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { World } from './support/release_world.mjs';

const stages = ['PENDING_BUILD', 'BUILDING', 'DEPLOYING', 'ACTIVE'];
const quick = ['--pause', '0.01', '--start-minutes', '0.02', '--minutes', '0.05'];

test('a pushed commit is followed until it is served', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n', 'migrations/0907_next.sql': '-- migration: expand\n' });
    const app = world.app('staging');
    const deployment = world.platform.deploy(app, commit, { phases: [...stages] });
    const record = join(world.remote.clone, 'record.json');
    const said = await world.does('watch-deployment', ['staging', commit, ...quick, '--record', record]);
    assert.match(said, /BUILDING\n.*DEPLOYING\n.*ACTIVE\nimagineo-websocket-staging serves [0-9a-f]{40} at https:\/\/ws\.example\.invalid/s);
    assert.deepEqual(JSON.parse(await readFile(record, 'utf8')), {
        environment: 'staging', app: app.id, deployment: deployment.id, commit, schema: '0907_next',
        url: 'https://ws.example.invalid',
    });
});

test('the commit may stand in the cause alone', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    world.platform.deploy(world.app('staging'), commit, { phases: [...stages], services: false });
    await world.does('watch-deployment', ['staging', commit, ...quick]);
});

test('a newer deployment that contains the commit takes its place', async () => {
    const world = await World.make();
    const first = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const second = await world.remote.commit('server-development', { 'server.txt': 'newer\n' });
    const app = world.app('staging');
    world.platform.deploy(app, first, { phases: ['SUPERSEDED'] });
    world.platform.deploy(app, second, { phases: [...stages] });
    const said = await world.does('watch-deployment', ['staging', first, ...quick]);
    assert.match(said, new RegExp(`serves ${second}`));
});

test('also one that this clone has not heard of', async () => {
    const world = await World.make();
    const first = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const second = await world.remote.commitElsewhere('server-development', { 'server.txt': 'newer\n' });
    const app = world.app('staging');
    world.platform.deploy(app, first, { phases: ['SUPERSEDED'] });
    world.platform.deploy(app, second, { phases: [...stages] });
    assert.match(await world.does('watch-deployment', ['staging', first, ...quick]), new RegExp(`serves ${second}`));

    world.platform.deploy(app, 'f'.repeat(40));
    await world.remote.git('remote', 'set-url', 'origin', '/nowhere');
    const { code, stderr } = await world.run('watch-deployment', ['staging', second, ...quick]);
    assert.equal(code, 3);
    assert.match(stderr, /^failed: git fetch: /);
});

test('superseded while it is watched, by what contains it or by what does not', async () => {
    for (const contains of [true, false]) {
        const world = await World.make();
        const first = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
        const other = contains ? await world.remote.commit('server-development', { 'server.txt': 'newer\n' }) : await world.remote.head('server-main');
        const app = world.app('staging');
        const watched = world.platform.deploy(app, first, { phases: ['BUILDING', 'BUILDING', 'SUPERSEDED'] });
        const promise = world.run('watch-deployment', ['staging', first, '--pause', '0.05', '--minutes', '1']);
        while (watched.phases.length > 1)
            await new Promise((resolve) => setTimeout(resolve, 5));
        world.platform.deploy(app, other, { phases: [...stages] });
        const { code, output } = await promise;
        assert.equal(code, contains ? 0 : 1, output);
        assert.match(output, contains ? /was superseded by .*, which contains it/ : /which does not contain this one/);
    }
});

test('a failed deployment ends with what the platform says', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const progress = { steps: [{ name: 'build', status: 'ERROR', steps: [
        { name: 'components', component_name: 'app-imagineoai-com', status: 'ERROR', reason: { code: 'BuildJobOutOfMemory', message: 'too much' } },
    ] }] };
    const app = world.app('staging');
    const { id } = world.platform.deploy(app, commit, { phases: ['BUILDING', 'ERROR'], progress });
    await world.refuses('watch-deployment', ['staging', commit, ...quick], new RegExp(
        `ended as ERROR\n  app-imagineoai-com: BuildJobOutOfMemory: too much\n  its log: doctl apps logs ${app.id} app-imagineoai-com --deployment ${id} --type build`));
});

test('one that is cancelled, or in a phase that nobody has heard of', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    world.platform.deploy(world.app('staging'), commit, { phases: ['BUILDING', 'CANCELED'] });
    await world.refuses('watch-deployment', ['staging', commit, ...quick], /ended as CANCELED/);
    world.platform.deploy(world.app('staging'), commit, { phases: ['UNKNOWN', 'REHEARSING', 'ACTIVE'] });
    assert.match(await world.does('watch-deployment', ['staging', commit, ...quick]), /REHEARSING\n.*ACTIVE\n/);
});

test('a deployment can be named: it need not say of which commit it is', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const app = world.app('staging');
    world.platform.deploy(app, commit);
    const { id } = world.platform.deploy(app, undefined, { phases: [...stages], cause: 'MANUAL', services: false });
    assert.ok(!(await world.does('watch-deployment', ['staging', commit, ...quick])).includes(id), 'not by the commit');
    world.platform.deploy(app, undefined, { phases: ['DEPLOYING', 'ERROR'], cause: 'MANUAL', services: false });
    await world.refuses('watch-deployment', ['staging', commit, ...quick, '--deployment', app.deployments[0].id], /ended as ERROR/);
});

test('of those that took its place, one that serves counts before one that failed', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const app = world.app('staging');
    const { id } = world.platform.deploy(app, commit, { phases: ['SUPERSEDED'] });
    const serving = world.platform.deploy(app, commit);
    world.platform.deploy(app, commit, { phases: ['ERROR'] });
    const named = ['staging', commit, ...quick, '--deployment', id];
    assert.match(await world.does('watch-deployment', named), new RegExp(`was superseded by ${serving.id}`));
    serving.phase = 'ERROR';
    await world.refuses('watch-deployment', named, /ended as ERROR/);
});

test('a deployment that does not begin, or does not end, is no success', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const none = await world.run('watch-deployment', ['staging', commit, '--pause', '0.05', '--start-minutes', '0.005']);
    assert.equal(none.code, 3);
    assert.match(none.stderr, /no deployment of [0-9a-f]{40} began .* is deploy_on_push on\?/);

    world.platform.deploy(world.app('staging'), commit, { phases: Array(1000).fill('BUILDING') });
    const slow = await world.run('watch-deployment', ['staging', commit, '--pause', '0.05', '--minutes', '0.005']);
    assert.equal(slow.code, 3);
    assert.match(slow.stderr, /is still BUILDING after 0\.005 minutes/);
});

test('a deployment that is served no longer is no success', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    const app = world.app('staging');
    const deployment = world.platform.deploy(app, commit);
    [, app.active] = app.deployments;
    await world.refuses('watch-deployment', ['staging', commit, ...quick], new RegExp(`deployment ${deployment.id} is no longer the active one`));
});

test('a pinned app tells at once why nothing is deployed', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'new\n' });
    world.app('staging').pinned = world.app('staging').active;
    await world.refuses('watch-deployment', ['staging', commit, ...quick], /is pinned to deployment/);
});
