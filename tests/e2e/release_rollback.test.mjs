// The platform's own rollback: the right deployment, pinned until somebody decides.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { World } from './support/release_world.mjs';

const hash = (digit) => String(digit).repeat(40);
const quick = ['--pause', '0'];

/** Beta with three deployments after the first: one that passed its smoke test, one that failed to build, a bad one. */
async function badBeta() {
    const world = await World.make();
    const app = world.app('beta');
    const good = world.platform.deploy(app, hash(1));
    world.github.check(hash(1), 'deployed to beta');
    const failed = world.platform.deploy(app, hash(2), { phases: ['ERROR'] });
    const bad = world.platform.deploy(app, hash(3));
    world.github.check(hash(3), 'deployed to beta', 'failure');
    return { world, app, good, failed, bad };
}

test('the newest deployment that passed its smoke test comes back, and is pinned', async () => {
    const { world, app, good, bad } = await badBeta();
    const shown = await world.does('rollback', ['start', 'beta']);
    assert.match(shown, new RegExp(`from ${bad.id} \\(3{12}.*\n  back to ${good.id} \\(1{12}.*\nDry run`));
    assert.deepEqual(world.platform.changes, []);

    const said = await world.does('rollback', ['start', 'beta', '--execute', ...quick]);
    assert.match(said, /PENDING_DEPLOY\n.*DEPLOYING\n.*ACTIVE\n.*Rolled back and pinned/s);
    assert.deepEqual(world.platform.changes, [`POST /v2/apps/${app.id}/rollback`]);
    const { body } = world.platform.requests.find(({ path }) => path.endsWith('/rollback'));
    assert.deepEqual(body, { deployment_id: good.id, skip_pin: false });
    assert.equal(app.active.services[0].source_commit_hash, hash(1));
    await world.refuses('rollback', ['start', 'beta', '--execute'], /is in a rollback already/);
    assert.match(await world.does('rollback', ['status', 'beta']), /serves .*, pinned by a rollback/);
});

test('keep releases the pin, undo deploys what was there before', async () => {
    for (const [step, path, commit] of [['keep', 'commit', hash(1)], ['undo', 'revert', hash(3)]]) {
        const { world, app } = await badBeta();
        await world.refuses('rollback', [step, 'beta', '--execute'], /is in no rollback/);
        await world.does('rollback', ['start', 'beta', '--execute', ...quick]);
        assert.match(await world.does('rollback', [step, 'beta']), /Dry run/);
        assert.ok(app.pinned);
        const record = join(world.remote.clone, 'build/record.json');
        await world.does('rollback', [step, 'beta', '--execute', ...quick, ...(step === 'undo' ? ['--record', record] : [])]);
        if (step === 'undo')
            assert.deepEqual(JSON.parse(await readFile(record, 'utf8')), {
                environment: 'beta', app: app.id, deployment: app.active.id, commit, schema: null, url: app.live_url,
            });
        assert.equal(world.platform.changes.at(-1), `POST /v2/apps/${app.id}/rollback/${path}`);
        assert.equal(app.pinned, undefined);
        assert.equal(app.active.services[0].source_commit_hash, commit);
    }
});

test('the way back after a rollback: repair on staging, keep, promote', async () => {
    const world = await World.make();
    const good = await world.shipToBeta({ 'server.txt': 'good\n' }, 'Good');
    const bad = await world.shipToBeta({ 'server.txt': 'bad\n' }, 'Bad');
    const app = world.app('beta');
    const said = await world.does('rollback', ['start', 'beta', '--execute', ...quick]);
    assert.ok(said.includes(`scripts/release/smoke-test beta --url ${app.live_url}\n`), said);

    await world.does('revert-commits', [`${good}..${bad}`, '--execute']);
    const repair = await world.remote.head('server-development');
    world.platform.deploy(world.app('staging'), repair);
    world.github.check(repair, 'tests');
    world.github.check(repair, 'deployed to staging');
    // A push would not be deployed.
    await world.refuses('promote', ['beta', '--execute'], /is pinned to deployment .* first scripts\/release\/rollback keep beta/);
    await world.does('rollback', ['keep', 'beta', '--execute', ...quick]);
    await world.does('promote', ['beta', '--execute']);
    assert.equal(await world.remote.head('server-beta'), repair);
});

test('an old spec that came back with a rollback stops a promotion, unless nobody looks at the apps', async () => {
    const world = await World.make();
    await world.shipToBeta({ 'server.txt': 'good\n' });
    const app = world.app('beta');
    // The spec that the file has now was applied after the good deployment.
    app.spec = structuredClone(app.spec);
    app.deployments[0].spec = { ...structuredClone(app.spec), region: 'fra' };
    await world.shipToBeta({ 'server.txt': 'bad\n' });
    await world.does('rollback', ['start', 'beta', '--execute', ...quick]);
    await world.does('rollback', ['keep', 'beta', '--execute', ...quick]);
    await world.shipToStaging({ 'server.txt': 'good again\n' });
    await world.refuses('promote', ['beta', '--execute'], /region: fra -> nyc/);
    await world.does('promote', ['beta', '--execute', '--without-platform']);
});

test('a deployment can be named, smoke test or not', async () => {
    const { world, app } = await badBeta();
    const first = app.deployments.at(-1);
    await world.does('rollback', ['start', 'beta', '--deployment', first.id, '--execute', ...quick], { GITHUB_TOKEN: '' });
    assert.equal(app.active.services[0].source_commit_hash, first.services[0].source_commit_hash);
});

test('only what is served is rolled back', async () => {
    const { world, failed, bad } = await badBeta();
    assert.match(await world.does('rollback', ['start', 'beta', '--bad', failed.id, '--execute']), /nothing to roll back/);
    assert.deepEqual(world.platform.changes, []);
    await world.does('rollback', ['start', 'beta', '--bad', bad.id, '--execute', ...quick]);
    assert.equal(world.platform.changes.length, 1);
});

test('without a deployment that passed, or against the platform, it is refused', async () => {
    const { world, failed } = await badBeta();
    await world.refuses('rollback', ['start', 'staging', '--execute'], /no earlier deployment passed its smoke test/);
    await world.refuses('rollback', ['start', 'beta', '--execute', '--deployment', failed.id], /incompatible_phase: phase ERROR is unsuitable/);
    world.platform.rollbackVerdict = {
        valid: false, warnings: [{ code: 'image_source_missing_digest', message: 'not exact' }],
        error: { code: 'exceeded_revision_limit', message: 'too old' },
    };
    await world.refuses('rollback', ['start', 'beta', '--execute'], /exceeded_revision_limit: too old/);
    await world.refuses('rollback', ['start', 'beta', '--execute'], /GITHUB_TOKEN is not set/, { GITHUB_TOKEN: '' });
});

test('warnings are shown, an unknown deployment is a failure', async () => {
    const { world } = await badBeta();
    world.platform.rollbackVerdict = { valid: true, warnings: [{ code: 'image_source_missing_digest', message: 'not exact' }] };
    assert.match(await world.does('rollback', ['start', 'beta']), /warning: image_source_missing_digest: not exact/);
    const { code, stderr } = await world.run('rollback', ['start', 'beta', '--deployment', 'nonsense']);
    assert.equal(code, 3);
    assert.match(stderr, /HTTP 404/);
});

test('a bad spec goes back to the deployment before it, of the same commit', async () => {
    const world = await World.make();
    const app = world.app('beta');
    const older = app.active;
    const good = world.platform.deploy(app, hash(1));
    world.github.check(hash(1), 'deployed to beta');
    app.spec = structuredClone(app.spec);
    app.spec.services[0].envs.find(({ key }) => key === 'WEBHOOK_SECRET').value = 'EV[1:another]';
    const again = [world.platform.deploy(app, hash(1)), world.platform.deploy(app, hash(1), { cause: 'MAINTENANCE' })];
    const shown = await world.does('rollback', ['start', 'beta']);
    assert.ok(shown.includes(`back to ${good.id}`) && !shown.includes(`back to ${again[0].id}`), shown);

    // With that spec from the beginning, only another commit makes a difference.
    good.spec = app.spec;
    assert.ok((await world.does('rollback', ['start', 'beta'])).includes(`back to ${older.id}`));
});

test('one that the platform cannot bring back is passed over for the one before it', async () => {
    const { world, app, good } = await badBeta();
    const broken = world.platform.deploy(app, hash(4));
    world.github.check(hash(4), 'deployed to beta');
    world.platform.deploy(app, hash(5));
    const validated = world.platform.answer;
    world.platform.answer = function answer(method, path, query, body) {
        if (path.endsWith('/rollback/validate') && body.deployment_id === broken.id)
            return { valid: false, error: { code: 'incompatible_result', message: 'never served' } };
        return validated.call(this, method, path, query, body);
    };
    const said = await world.does('rollback', ['start', 'beta', '--execute', ...quick]);
    assert.match(said, new RegExp(`back to ${broken.id}.*\n  the platform does not allow it: incompatible_result: never served\n  back to ${good.id}`));
    assert.equal(app.active.services[0].source_commit_hash, hash(1));
});

test('status lists what could be brought back', async () => {
    const { world, good, failed, bad } = await badBeta();
    const shown = await world.does('rollback', ['status', 'beta']);
    assert.match(shown, new RegExp(`serves ${bad.id}`));
    assert.match(shown, new RegExp(`could be brought back: ${good.id}`));
    assert.ok(!shown.includes(failed.id), shown);
});
