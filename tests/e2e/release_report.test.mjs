// A deployment that failed is reported: one issue an environment, as long as it is open.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { World } from './support/release_world.mjs';

const run = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_RUN_ID: '4711' };

test('the first failure opens an issue that says what to look at; later ones are added to it', async () => {
    const world = await World.make();
    const commit = await world.shipToBeta({ 'beta.txt': 'beta\n' }, 'On beta');
    assert.match(await world.does('report-failure', ['beta', commit], run), /a new issue[^]*Dry run/);
    assert.deepEqual(world.github.issues, []);

    await world.does('report-failure', ['beta', commit, '--execute'], run);
    const [issue] = world.github.issues;
    assert.equal(issue.title, 'Deployment to beta failed');
    assert.match(issue.body, new RegExp(`^Commit ${commit}: On beta\n`));
    assert.ok(issue.body.includes('https://github.example/baudevs/imagineo-ws/actions/runs/4711'));
    assert.match(issue.body, / {4}scripts\/release\/rollback status beta/);

    assert.match(await world.does('report-failure', ['beta', 'f'.repeat(40), '--execute']), /added to issue 1\n/);
    assert.equal(world.github.issues.length, 1);
    assert.match(issue.comments[0], /^Commit f{40}: not in this clone\n(?!What was seen)/);
});

test('another environment, a closed issue and a pull request of that title are not it', async () => {
    const world = await World.make();
    const others = Array.from({ length: 120 }, (_, index) => ({ number: 1000 + index, state: 'open', title: `Other ${index}`, comments: [] }));
    const title = 'Deployment to production failed';
    world.github.issues = [...others, { number: 1, state: 'closed', title, comments: [] }, { number: 2, state: 'open', title, comments: [], pull_request: {} }];
    await world.does('report-failure', ['production', 'f'.repeat(40), '--execute']);
    await world.does('report-failure', ['staging', 'f'.repeat(40), '--execute']);
    assert.deepEqual(world.github.issues.slice(0, 2).map((issue) => issue.title), ['Deployment to staging failed', title]);
    const found = { number: 3, state: 'open', title, comments: [] };
    world.github.issues = [...others, found];
    await world.does('report-failure', ['production', 'f'.repeat(40), '--execute']);
    assert.equal(found.comments.length, 1, 'it is found on a later page');
});

test('without the right to write it is a failure, and says so', async () => {
    const world = await World.make();
    const { code, stderr } = await world.run('report-failure', ['beta', 'f'.repeat(40), '--execute'], { GITHUB_TOKEN: 'another' });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /^failed: GitHub, GET \/repos\/baudevs\/imagineo-ws\/issues.*HTTP 401/);
    assert.equal((await world.run('report-failure', ['moon', 'f'.repeat(40)])).code, 2);
});
