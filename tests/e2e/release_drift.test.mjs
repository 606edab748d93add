// The report of what has come apart.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { World } from './support/release_world.mjs';

const envsOf = (app) => app.spec.services[0].envs;

/** The report's findings, without the word in front. */
async function drift(world, args = [], env = {}) {
    const { code, stdout, output } = await world.run('drift', args, env);
    const found = stdout.split('\n').filter((line) => line.startsWith('DRIFT ')).map((line) => line.slice(6));
    assert.equal(code, found.length ? 1 : 0, output);
    return found;
}

test('nothing apart: no finding, and it asks only', async () => {
    const world = await World.make();
    assert.deepEqual(await drift(world), []);
    assert.deepEqual(world.platform.changes, []);
});

test('what waits for promotion is said, and is no drift', async () => {
    const world = await World.make();
    await world.shipToStaging({ 'server.txt': 'second\n' });
    const shown = await world.does('drift', []);
    assert.match(shown, /server-development -> server-beta: 1 commit\(s\) wait, the oldest for 0 day\(s\)/);
    assert.match(shown, /server-beta -> server-main: 0 commit\(s\) wait\n/);
});

test('branches out of line', async () => {
    const world = await World.make();
    await world.remote.commit('server-main', { 'other.txt': 'by hand\n' });
    assert.deepEqual(await drift(world, ['--branches-only'], { DIGITALOCEAN_ACCESS_TOKEN: '' }),
        ['server-main has 1 commit(s) that server-beta lacks: scripts/release/hotfix back']);
});

test('values, missing and extra variables, each named, secrets never shown', async () => {
    const world = await World.make();
    const app = world.app('production');
    envsOf(app).find(({ key }) => key === 'LOG_LEVEL').value = 'debug';
    envsOf(app).push({ key: 'BY_HAND', value: 'yes', scope: 'RUN_TIME' });
    envsOf(app).push({ key: 'HIDDEN', value: 'EV[1:x]', scope: 'RUN_TIME', type: 'SECRET' });
    app.spec.services[0].envs = envsOf(app).filter(({ key }) => key !== 'WEBHOOK_SECRET');
    app.spec.alerts.push({ rule: 'DEPLOYMENT_STARTED' });
    const found = await drift(world);
    for (const wanted of ['LOG_LEVEL/value: debug -> info', 'BY_HAND/value: yes -> nothing', 'HIDDEN/value: (secret) -> nothing',
        'WEBHOOK_SECRET/value: nothing -> (secret)', 'alerts/DEPLOYMENT_STARTED/rule: DEPLOYMENT_STARTED -> nothing'])
        assert.ok(found.some((line) => line.endsWith(wanted)), `${wanted} is not in\n${found.join('\n')}`);
    assert.ok(found.every((line) => line.startsWith('imagineo-websocket-production: ')));
    assert.ok(!found.join().includes('EV['));
});

test('secrets are compared by presence, and so are all values unless one environment is named', async () => {
    const world = await World.make();
    const other = { FRONTEND_URL: 'https://other.example', WEBHOOK_SECRET: 'another-one-of-32-characters-0000', CLERK_SECRET_KEY: '' };
    assert.deepEqual(await drift(world, [], other), []);
    assert.deepEqual(await drift(world, ['beta', 'production'], other), []);
    assert.deepEqual(await drift(world, ['beta'], other),
        ['imagineo-websocket-beta: services/app-imagineoai-com/envs/FRONTEND_URL/value: https://app.imagineoai.com -> https://other.example']);
    assert.deepEqual(await drift(world, ['beta'], { FRONTEND_URL: '', GITHUB_REPO: '', ADMIN_API_KEY: '' }), []);
    assert.equal((await world.run('drift', ['moon'])).code, 2);
});

test('what the platform adds by itself is no drift', async () => {
    const world = await World.make();
    const { spec } = world.app('beta');
    spec.features = ['buildpack-stack=ubuntu-22'];
    spec.egress = { type: 'AUTOASSIGN' };
    spec.services[0].protocol = 'HTTP';
    spec.services[0].envs.forEach((entry) => { entry.type ??= 'GENERAL'; });
    delete spec.services[0].source_dir;
    delete spec.services[0].liveness_health_check.success_threshold;
    assert.deepEqual(await drift(world), []);
});

test('an optional variable is no drift while neither side has it, and one when only we have it', async () => {
    const world = await World.make();
    for (const environment of ['staging', 'beta', 'production']) {
        const app = world.app(environment);
        app.spec.services[0].envs = envsOf(app).filter(({ key }) => key !== 'METRICS_TOKEN');
        delete app.spec.services[0].log_destinations;
        delete app.spec.jobs[0].log_destinations;
    }
    assert.deepEqual(await drift(world, [], { METRICS_TOKEN: '', LOGTAIL_TOKEN: '' }), []);
    const found = await drift(world, ['beta'], { LOGTAIL_TOKEN: '' });
    assert.ok(found.length && found.every((line) => line.includes('beta: ') && line.includes('/METRICS_TOKEN/')), found.join('\n'));
});

test('an app that serves another commit, and one that is pinned', async () => {
    const world = await World.make();
    const commit = await world.shipToBeta({ 'server.txt': 'second\n' });
    const app = world.app('beta');
    const [, old] = app.deployments;
    [app.active, app.pinned] = [old, old];
    const found = await drift(world);
    assert.ok(found.some((line) => /imagineo-websocket-beta: pinned by a rollback/.test(line)), found.join('\n'));
    assert.ok(found.some((line) => line.endsWith(`server-beta is at ${commit}`)), found.join('\n'));
});

test('an app or a file that is not there ends the report with its reason', async () => {
    const world = await World.make();
    await world.remote.commit('server-main', { 'specs/app.production.yaml': null });
    await world.refuses('drift', [], /server-main has no specs\/app\.production\.yaml/);
    world.platform.apps = [];
    await world.refuses('drift', [], /no app 'imagineo-websocket-staging'/);
});
