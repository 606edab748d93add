// After a push: watched, tested, and rolled back when it is not well.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Front } from './support/front.mjs';
import { World } from './support/release_world.mjs';
import { apiKey, hmacSecret, startServer } from './support/server.mjs';

const commit = 'c'.repeat(40);
const origin = 'https://app.example.com';
let server;
let front;

before(async () => {
    server = await startServer({ RELEASE_SHA: commit, FRONTEND_URL: origin });
    front = await new Front(server, 'beta').start();
});
after(async () => {
    front.close();
    await server?.stop();
});

function mend() {
    front.fault = undefined;
    front.release = undefined;
}

/** Beta with a deployment of `commit` under way, served by `front`. */
async function deploying(phases = ['BUILDING', 'ACTIVE']) {
    const world = await World.make();
    const app = world.app('beta');
    app.live_url = front.url;
    const good = app.active;
    const deployment = world.platform.deploy(app, commit, { phases });
    const record = join(world.remote.clone, 'build/deployment.json');
    const verify = (options = [], env = {}) => world.run('verify-deployment', ['beta', commit, '--pause', '0', '--soak', '0', ...options],
        { SMOKE_API_KEY: apiKey, SMOKE_TOKEN_SECRETS: hmacSecret, FRONTEND_URL: origin, ...env });
    return { world, app, good, deployment, record, verify };
}

test('a deployment that is well stays, with its record', async () => {
    const { world, deployment, record, verify } = await deploying();
    const { code, output } = await verify(['--rollback', '--soak', '0.02']);
    assert.equal(code, 0, output);
    assert.match(output, /5 clients stay for 0\.02 minutes/);
    const written = JSON.parse(await readFile(record, 'utf8'));
    assert.deepEqual([written.deployment, written.schema], [deployment.id, null], 'the commit is not in this clone');
    assert.deepEqual(world.platform.changes, []);
});

/** Publishing fails while the app serves the bad commit; or always, with `forever`. */
function breakPublishing(app, forever = false) {
    const served = () => app.active.services[0].source_commit_hash;
    front.release = served;
    front.fault = (path, answer) => { if (path.startsWith('/api/') && (forever || served() === commit)) answer.status = 500; };
}

test('one that is not well is taken back, and is a failure all the same', async () => {
    const { world, app, good, record, verify } = await deploying();
    breakPublishing(app);
    const { code, output } = await verify(['--rollback']);
    mend();
    assert.equal(code, 1, output);
    assert.match(output, /FAILED {2}publishing is answered with 500/);
    assert.match(output, /Rolled back and pinned[^]*ok {2}it receives a publication/);
    assert.ok(!output.includes('failed: '), output);
    assert.deepEqual(world.platform.changes, [`POST /v2/apps/${app.id}/rollback`]);
    const served = good.services[0].source_commit_hash;
    assert.equal(app.active.services[0].source_commit_hash, served);
    const written = JSON.parse(await readFile(record.replace('.json', '-rollback.json'), 'utf8'));
    assert.deepEqual([written.commit, written.deployment], [served, app.active.id]);
});

test('what comes back is tested as well', async () => {
    const { app, verify } = await deploying();
    breakPublishing(app, true);
    const { code, stderr } = await verify(['--rollback']);
    mend();
    assert.equal(code, 1);
    assert.match(stderr, /failed: what came back is not well either; scripts\/release\/rollback status beta/);
});

test('without --rollback it is only a failure', async () => {
    const { world, app, verify } = await deploying();
    breakPublishing(app);
    const { code } = await verify();
    mend();
    assert.equal(code, 1);
    assert.deepEqual(world.platform.changes, []);
});

test('a deployment that the platform gave up needs no rollback: the old one still serves', async () => {
    const { world, verify } = await deploying(['BUILDING', 'ERROR']);
    const { code, stderr } = await verify(['--rollback']);
    assert.equal(code, 1);
    assert.match(stderr, /ended as ERROR/);
    assert.deepEqual(world.platform.changes, []);
});

test('a rollback that is not possible is said', async () => {
    const { world, app, verify } = await deploying();
    world.platform.rollbackVerdict = { valid: false, error: { code: 'exceeded_revision_limit', message: 'too old' } };
    breakPublishing(app);
    const { code, stderr } = await verify(['--rollback']);
    mend();
    assert.equal(code, 1);
    assert.match(stderr, /exceeded_revision_limit.*\nfailed: the rollback did not work; scripts\/release\/rollback status beta/s);
});

test('a test that could not be made rolls nothing back', async () => {
    const { world, verify } = await deploying();
    const { code } = await verify(['--rollback'], { SMOKE_API_KEY: '' });
    assert.equal(code, 2);
    assert.deepEqual(world.platform.changes, []);
});

test('usage', async () => {
    const { world } = await deploying();
    assert.equal((await world.run('verify-deployment', ['beta'])).code, 2);
    for (const option of ['--record', '--soak', '--pause', '--nonsense'])
        assert.equal((await world.run('verify-deployment', ['beta', commit, '--rollback', option])).code, 2, option);
    assert.equal((await world.run('verify-deployment', ['beta', commit.slice(0, 12)])).code, 2, 'a short hash would be waited for in vain');
    assert.match((await world.run('verify-deployment', ['--help'])).stdout, /^Waits until a pushed commit is served/);
});
