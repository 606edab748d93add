// Promotion: the same commit goes on, or nothing does.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Failure } from './support/json_stand_in.mjs';
import { World } from './support/release_world.mjs';

test('staging goes to beta by a fast-forward of the same commit', async () => {
    const world = await World.make();
    const first = await world.shipToStaging({ 'server.txt': 'second\n' }, 'Second version');
    const commit = await world.shipToStaging({ 'server.txt': 'third\n' }, 'Third version');
    const [, beta, production] = await world.remote.heads();

    const shown = await world.does('promote', ['beta']);
    for (const wanted of ['Second version', 'Third version', first.slice(0, 7), 'Dry run: nothing was changed', `${commit} is green`])
        assert.ok(shown.includes(wanted), `${wanted} is not in\n${shown}`);
    assert.deepEqual(await world.remote.heads(), [commit, beta, production]);

    await world.does('promote', ['beta', '--execute']);
    assert.deepEqual(await world.remote.heads(), [commit, commit, production]);
    assert.deepEqual(world.platform.changes, [], 'the platform deploys by itself');
    assert.match(await world.does('promote', ['beta', '--execute']), /nothing to promote/);
});

test('beta goes to production', async () => {
    const world = await World.make();
    const commit = await world.shipToBeta({ 'server.txt': 'second\n' });
    await world.does('promote', ['production', '--execute']);
    assert.deepEqual(await world.remote.heads(), [commit, commit, commit]);
});

test('what ships is shown: migrations with their kind, and a spec that has to be applied', async () => {
    const world = await World.make();
    await world.shipToStaging({
        'migrations/0090_more.sql': '-- migration: expand\nCREATE TABLE more(id INTEGER);\n',
        'migrations/0091_less.sql': 'DROP TABLE more;\n',
    });
    const shown = await world.does('promote', ['beta', '--without-platform']);
    assert.match(shown, /0090_more\.sql: expand\n/);
    assert.match(shown, /0091_less\.sql: contract; nothing can be rolled back behind it/);
    assert.ok(!shown.includes('apply-spec'), shown);

    const spec = await world.remote.git('show', 'origin/server-main:specs/app.beta.yaml');
    await world.shipToStaging({ 'specs/app.beta.yaml': `${spec}\n# said better\n` });
    assert.match(await world.does('promote', ['beta']), /the spec changes: scripts\/release\/apply-spec beta/);
});

for (const [state, wanted] of [['failure', /tests: failure/], ['running', /tests: running/], ['cancelled', /tests: cancelled/]]) {
    test(`tests that are ${state} stop a promotion, though an earlier run passed`, async () => {
        const world = await World.make();
        const commit = await world.shipToStaging({ 'server.txt': 'second\n' });
        world.github.check(commit, 'tests', state, 1);
        await world.refuses('promote', ['beta', '--execute'], wanted);
    });
}

test('a rerun that passed counts', async () => {
    const world = await World.make();
    const commit = await world.remote.commit('server-development', { 'server.txt': 'second\n' });
    world.github.check(commit, 'tests', 'failure', 3);
    world.github.check(commit, 'tests', 'success', 2);
    await world.refuses('promote', ['beta', '--execute'], /deployed to staging: missing/);
    world.github.check(commit, 'deployed to staging', 'success', 1);
    await world.refuses('promote', ['beta', '--execute'], /imagineo-websocket-staging serves [0-9a-f]{40}: [0-9a-f]{40} was taken back there, or is not served yet/);
    world.platform.deploy(world.app('staging'), commit);
    await world.does('promote', ['beta', '--execute']);
});

test('production waits until beta has had the commit for long enough', async () => {
    const world = await World.make();
    const commit = await world.shipToBeta({ 'server.txt': 'second\n' });
    world.github.check(commit, 'deployed to beta', 'success', 3);
    await world.refuses('promote', ['production', '--execute'], /'deployed to beta' is 3\.\d hours old, less than 24/);
    await world.does('promote', ['production', '--execute', '--soak', '2']);

    const timeless = await world.shipToBeta({ 'server.txt': 'third\n' });
    world.github.check(timeless, 'deployed to beta', 'success', null);
    await world.refuses('promote', ['production', '--execute'], /GitHub does not say when 'deployed to beta' was over/);
});

test('branches out of line stop a promotion', async () => {
    const world = await World.make();
    await world.shipToStaging({ 'server.txt': 'second\n' });
    await world.remote.commit('server-beta', { 'other.txt': 'by hand\n' });
    await world.refuses('promote', ['beta', '--execute'], /server-beta has 1 commit\(s\) that server-development lacks: .*hotfix back/);
    await world.refuses('promote', ['production', '--execute'], /server-beta has 1 commit/);
});

test('a rollback that holds the app stops a promotion to it', async () => {
    const world = await World.make();
    const commit = await world.shipToBeta({ 'server.txt': 'second\n' });
    const app = world.app('beta');
    app.pinned = app.deployments[1];
    await world.refuses('promote', ['production', '--execute'], /imagineo-websocket-beta is pinned .*rollback keep beta/);
    app.pinned = undefined;
    await world.does('promote', ['production', '--execute']);
    assert.equal(await world.remote.head('server-main'), commit);
});

test('a commit that was taken back goes no further, though its checks are green', async () => {
    const world = await World.make();
    await world.shipToBeta({ 'server.txt': 'good\n' });
    const bad = await world.shipToBeta({ 'server.txt': 'bad\n' });
    await world.does('rollback', ['start', 'beta', '--execute', '--pause', '0']);
    await world.does('rollback', ['keep', 'beta', '--execute', '--pause', '0']);
    await world.refuses('promote', ['production', '--execute'], new RegExp(`imagineo-websocket-beta serves [0-9a-f]{40}: ${bad} was taken back there`));
});

test('an app that is not what its file says stops a promotion', async () => {
    const world = await World.make();
    await world.shipToStaging({ 'server.txt': 'second\n' });
    world.app('beta').spec.services[0].instance_size_slug = 'apps-s-1vcpu-1gb';
    await world.refuses('promote', ['beta', '--execute'], /instance_size_slug: apps-s-1vcpu-1gb -> apps-s-1vcpu-0\.5gb/);
    await world.does('promote', ['beta', '--execute', '--without-platform']);
});

test('without a remote branch, a token or an app it says what is missing', async () => {
    const world = await World.make();
    await world.shipToStaging({ 'server.txt': 'second\n' });
    await world.refuses('promote', ['beta', '--execute'], /GITHUB_TOKEN is not set/, { GITHUB_TOKEN: '' });
    await world.refuses('promote', ['beta', '--execute'], /GITHUB_REPOSITORY must be owner\/name/, { GITHUB_REPOSITORY: 'x' });
    await world.refuses('promote', ['beta', '--execute'], /DIGITALOCEAN_ACCESS_TOKEN is not set/, { DIGITALOCEAN_ACCESS_TOKEN: '' });
    world.platform.apps = world.platform.apps.filter(({ spec }) => !spec.name.endsWith('beta'));
    await world.refuses('promote', ['beta', '--execute'], /no app 'imagineo-websocket-beta'/);
    await world.remote.git('push', '--quiet', 'origin', ':refs/heads/server-main');
    await world.refuses('promote', ['beta', '--execute'], /no branch server-main: .*create-branches/);
});

test('tokens go over https only, and to nobody else', async () => {
    const world = await World.make();
    await world.shipToStaging({ 'server.txt': 'second\n' });
    for (const url of ['http://api.example.com', 'ftp://127.0.0.1', 'api.example.com'])
        await world.refuses('promote', ['beta', '--execute'], /GITHUB_API_URL must be an https address/, { GITHUB_API_URL: url });
    world.github.failNext(new Failure(302, 'moved', 'elsewhere', { Location: `${world.platform.url}/v2/apps` }));
    const { code, stderr } = await world.run('promote', ['beta', '--execute']);
    assert.equal(code, 3);
    assert.match(stderr, /^failed: GitHub, GET .*: HTTP 302/);
    assert.deepEqual(world.platform.asked, [], 'a redirect is not followed');
});

test('what may pass is asked again, a clear no is not', async () => {
    const world = await World.make();
    await world.shipToStaging({ 'server.txt': 'second\n' });
    world.github.failNext(new Failure(429, 'too_many', 'slow down', { 'Retry-After': '0' }), new Failure(502, 'gateway', 'x', { 'Retry-After': '0' }));
    await world.does('promote', ['beta']);

    world.github.failNext(new Failure(403, 'forbidden', `no, ${world.github.token}`));
    const asked = world.github.requests.length;
    const { code, stderr } = await world.run('promote', ['beta', '--execute']);
    assert.equal(code, 3);
    assert.match(stderr, /HTTP 403: no, \(token\)/);
    assert.equal(world.github.requests.length, asked + 1);
});

test('an environment that nothing is promoted to is a usage error', async () => {
    const world = await World.make();
    assert.equal((await world.run('promote', ['staging'])).code, 2);
});
