// Applying a spec: strict values, secrets untouched unless rotated, nothing sent when nothing changed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { Failure } from './support/json_stand_in.mjs';
import { specsWith } from './support/release.mjs';
import { World } from './support/release_world.mjs';

const envOf = (app, key, component = 'services') => app.spec[component][0].envs.find((entry) => entry.key === key);
const sent = (world) => world.platform.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);

test('an app that is what its file says is left alone', async () => {
    const world = await World.make();
    assert.match(await world.does('apply-spec', ['production', '--execute']), /nothing to change/);
    assert.deepEqual(world.platform.changes, []);
});

test('a changed value is shown, then sent, with every secret as the platform has it', async () => {
    const world = await World.make();
    const app = world.app('production');
    const before = structuredClone(app.spec);
    envOf(app, 'LOG_LEVEL').value = 'debug';
    app.spec.services[0].termination.drain_seconds = 15;

    const shown = await world.does('apply-spec', ['production']);
    assert.match(shown, /services\/app-imagineoai-com\/envs\/LOG_LEVEL\/value: debug -> info/);
    assert.match(shown, /termination\/drain_seconds: 15 -> 10/);
    assert.match(shown, /The platform asks 5 USD a month for it\nDry run/);
    assert.ok(!shown.includes('EV['), shown);
    assert.deepEqual(world.platform.changes, []);

    assert.match(await world.does('apply-spec', ['production', '--execute']), /Done; deployment [0-9a-f-]{36}/);
    assert.deepEqual(app.spec, before);
    assert.equal(sent(world)[0].update_all_source_versions, true);
});

test('a new secret goes out in clear once, one that is rotated too, the others stay', async () => {
    const world = await World.make();
    const app = world.app('beta');
    const kept = envOf(app, 'WEBHOOK_SECRET').value;
    app.spec.services[0].envs = app.spec.services[0].envs.filter(({ key }) => key !== 'ADMIN_API_KEY');
    const said = await world.does('apply-spec', ['beta', '--execute', '--rotate', 'DATABASE_AUTH_TOKEN']);
    assert.match(said, /envs\/ADMIN_API_KEY\/value: nothing -> \(secret\)/);
    assert.match(said, /jobs\/migrate\/envs\/DATABASE_AUTH_TOKEN\/value: \(secret\) -> \(another secret\)/);
    const values = Object.fromEntries(sent(world)[0].spec.services[0].envs.map(({ key, value }) => [key, value]));
    assert.equal(values.ADMIN_API_KEY, world.variables.ADMIN_API_KEY);
    assert.equal(values.DATABASE_AUTH_TOKEN, world.variables.DATABASE_AUTH_TOKEN);
    assert.equal(values.WEBHOOK_SECRET, kept);
});

test('optional variables that are not set here stay, until they are dropped', async () => {
    const world = await World.make();
    const app = world.app('beta');
    const none = { ADMIN_API_KEY: '', CLERK_PUBLISHABLE_KEY: '', LOGTAIL_TOKEN: '', CLERK_SECRET_KEY: '' };
    assert.match(await world.does('apply-spec', ['beta', '--execute'], none), /nothing to change/);
    await world.does('apply-spec', ['beta', '--execute', '--drop', 'ADMIN_API_KEY', '--drop', 'LOGTAIL_TOKEN'], none);
    assert.equal(envOf(app, 'ADMIN_API_KEY'), undefined);
    assert.equal(app.spec.services[0].log_destinations, undefined, 'an emptied list goes as well');
    assert.ok(envOf(app, 'CLERK_PUBLISHABLE_KEY').value.startsWith('pk_live_'));
});

test('a new app gets all values, and no trace of optional ones without', async () => {
    const world = await World.make();
    world.platform.apps = world.platform.apps.filter(({ spec }) => !spec.name.endsWith('staging'));
    await world.refuses('apply-spec', ['staging', '--execute'], /no app 'imagineo-websocket-staging': --create makes it/);
    const none = { METRICS_TOKEN: '', REPLICATE_WEBHOOK_SECRET: '' };
    assert.match(await world.does('apply-spec', ['staging', '--create'], none), /a new app\nThe platform asks 5 USD a month for it\nDry run/);
    await world.does('apply-spec', ['staging', '--create', '--project', 'p-1', '--execute'], none);
    const app = world.app('staging');
    assert.equal(app.project_id, 'p-1');
    assert.equal(app.spec.services[0].github.repo, world.variables.GITHUB_REPO);
    assert.equal(envOf(app, 'RELEASE_SHA').value, '${_self.COMMIT_HASH}', "the platform's own names are left to it");
    assert.ok(envOf(app, 'ADMIN_API_KEY') && !envOf(app, 'METRICS_TOKEN') && !envOf(app, 'REPLICATE_WEBHOOK_SECRET'));
    assert.ok(!JSON.stringify(app.spec).includes('${M'));
});

test('what is required and not set is refused, all of it at once', async () => {
    const world = await World.make();
    await world.refuses('apply-spec', ['beta', '--execute'], /not set: GITHUB_REPO FRONTEND_URL\n/, { GITHUB_REPO: '', FRONTEND_URL: '' });
    world.platform.apps = [];
    await world.refuses('apply-spec', ['beta', '--create', '--execute'], /not set: WEBHOOK_SECRET DATABASE_URL\n/, { WEBHOOK_SECRET: '', DATABASE_URL: '' });
});

test('a value cannot change the structure of the spec', async () => {
    const world = await World.make();
    const hostile = 'https://a.example" }\n      - { key: CLIENT_INSECURE, value: "1';
    await world.does('apply-spec', ['beta', '--execute'], { FRONTEND_URL: hostile });
    const { spec } = sent(world)[0];
    assert.equal(spec.services[0].envs.find(({ key }) => key === 'FRONTEND_URL').value, hostile);
    assert.ok(!spec.services[0].envs.some(({ key }) => key === 'CLIENT_INSECURE'));
});

test('refusals: the linter, the platform, a pin, names that are not ours', async () => {
    const world = await World.make();
    const folder = await specsWith(['app.beta.yaml', 'drain_seconds: 10', 'drain_seconds: 999']);
    await world.refuses('apply-spec', ['beta', '--execute', '--dir', folder], /drain_seconds: 999 is not within 1 and 110/);
    const list = await specsWith(['variables.yaml', '  secret: true\n  meaning: opens /admin', '  secret: sure\n  meaning: opens /admin']);
    await world.refuses('apply-spec', ['beta', '--execute', '--dir', list], /variables\.yaml: ADMIN_API_KEY\.secret: must be true or false \[variables\]/);
    await world.refuses('apply-spec', ['beta', '--execute', '--rotate', 'NOPE'], /NOPE is not in specs\/variables\.yaml/);
    await world.refuses('apply-spec', ['beta', '--execute', '--rotate', 'WEBHOOK_SECRET'], /WEBHOOK_SECRET is not set/, { WEBHOOK_SECRET: '' });
    await world.refuses('apply-spec', ['beta', '--execute', '--drop', 'DATABASE_URL'], /not set: DATABASE_URL/);
    world.app('beta').pinned = world.app('beta').active;
    await world.refuses('apply-spec', ['beta', '--execute'], /is pinned to deployment/);
});

test('a spec that the platform does not accept is not applied', async () => {
    const world = await World.make();
    envOf(world.app('beta'), 'LOG_LEVEL').value = 'debug';
    world.platform.answer = function answer(method, path, query, body) {
        if (path === '/v2/apps/propose')
            throw new Failure(400, 'bad_request', 'region is not available');
        return Object.getPrototypeOf(this).answer.call(this, method, path, query, body);
    };
    const { code, stderr } = await world.run('apply-spec', ['beta', '--execute']);
    assert.equal(code, 3);
    assert.match(stderr, /propose: HTTP 400: region is not available/);
    assert.deepEqual(world.platform.changes, []);
});

test('without the right to create, which validating takes, it says what is missing', async () => {
    const world = await World.make();
    envOf(world.app('beta'), 'LOG_LEVEL').value = 'debug';
    world.platform.scopes = ['app:read', 'app:update'];
    const { code, stderr } = await world.run('apply-spec', ['beta', '--execute']);
    assert.equal(code, 3);
    assert.match(stderr, /POST \/v2\/apps\/propose: HTTP 403: .*app:create/);
});

test('the deployment that begins is named for whoever watches it, also beside that of a push', async () => {
    const world = await World.make();
    const app = world.app('beta');
    const record = join(world.remote.clone, 'build/applied');
    const waits = ['--execute', '--record', record, '--pause', '0', '--start-minutes', '0.01'];
    await world.does('apply-spec', ['beta', ...waits]);
    await assert.rejects(readFile(record), /ENOENT/, 'nothing changed');

    envOf(app, 'LOG_LEVEL').value = 'debug';
    const update = world.platform.answer;
    world.platform.answer = function answer(method, path, query, body) {
        const answered = update.call(this, method, path, query, body);
        if (method === 'PUT')
            world.platform.deploy(app, 'f'.repeat(40), { phases: ['BUILDING'] });
        return answered;
    };
    await world.does('apply-spec', ['beta', ...waits]);
    const [pushed, applied] = app.deployments;
    assert.equal(pushed.cause_details.type, 'DEPLOY_ON_PUSH');
    assert.equal(await readFile(record, 'utf8'), `${applied.id}\n`);

    envOf(app, 'LOG_LEVEL').value = 'debug';
    world.platform.answer = function answer(method, path, query, body) {
        return method === 'PUT' ? { app } : update.call(this, method, path, query, body);
    };
    const { code, stderr } = await world.run('apply-spec', ['beta', ...waits]);
    assert.equal(code, 3);
    assert.match(stderr, /the spec was sent, but no deployment of it began within 0\.01 minutes/);
});

test('a change that got no answer is not sent again', async () => {
    const world = await World.make();
    envOf(world.app('beta'), 'LOG_LEVEL').value = 'debug';
    let puts = 0;
    world.platform.answer = function answer(method, path, query, body) {
        if (method === 'PUT')
            throw new Failure(503, 'unavailable', `busy ${++puts}`);
        return Object.getPrototypeOf(this).answer.call(this, method, path, query, body);
    };
    assert.equal((await world.run('apply-spec', ['beta', '--execute'])).code, 3);
    assert.equal(puts, 1);
});
