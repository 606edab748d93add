// What all release commands have in common: help, wrong options, and that nothing happens without --execute.

import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { release, repository } from './support/release.mjs';
import { World } from './support/release_world.mjs';

const folder = join(repository, 'scripts/release');
const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

for (const name of names) {
    test(`${name} says what it does, and refuses what it does not know`, async () => {
        await access(join(folder, name), constants.X_OK);
        const { code, stdout, stderr } = await release(name, ['--help']);
        assert.equal(code, 0, stderr);
        assert.ok(stdout.length > 200, stdout);
        assert.equal(stderr, '');
        const wrong = await release(name, ['--nonsense']);
        assert.equal(wrong.code, 2, wrong.output);
        assert.equal(wrong.stdout, '', 'it goes to stderr');
    });
}

test('numbers that are none, or that no wait would end with, are usage errors', async () => {
    const commit = 'a'.repeat(40);
    for (const args of [['promote', 'production', '--soak'], ['rollback', 'start', 'beta', '--minutes'], ['rollback', 'keep', 'beta', '--pause'],
        ['watch-deployment', 'beta', commit, '--minutes'], ['watch-deployment', 'beta', commit, '--pause'], ['watch-deployment', 'beta', commit, '--start-minutes']]) {
        for (const value of ['soon', 'nan', 'inf', '-1']) {
            const { code, stderr } = await release(args[0], [...args.slice(1, -1), `${args.at(-1)}=${value}`]);
            assert.equal(code, 2, `${args} ${value}`);
            assert.ok(stderr.includes(`'${value}' must be a number from 0 on`), stderr);
        }
    }
});

/** Each command that changes something, in a world in which it would: [name, …steps], and what makes the world so. */
const changing = [
    [['create-branches', '--from', 'main'], (world) => world.remote.git('push', '--quiet', 'origin', ':refs/heads/server-beta')],
    [['promote', 'beta'], (world) => world.shipToStaging({ 'server.txt': 'second\n' })],
    [['hotfix', 'land', 'leak'], (world) => repair(world)],
    [['hotfix', 'back'], async (world) => {
        await repair(world);
        await world.does('hotfix', ['land', 'leak', '--execute']);
    }],
    [['revert-commits', 'HEAD'], (world) => world.shipToStaging({ 'server.txt': 'bad\n' })],
    [['rollback', 'start', 'beta'], (world) => world.shipToBeta({ 'server.txt': 'second\n' })],
    [['rollback', 'keep', 'beta'], rolledBack],
    [['rollback', 'undo', 'beta'], rolledBack],
    [['report-failure', 'beta', 'f'.repeat(40)], () => {}],
    [['apply-spec', 'beta'], (world) => { world.app('beta').spec.services[0].termination.drain_seconds = 15; }],
];

async function repair(world) {
    await world.does('hotfix', ['start', 'leak']);
    await world.remote.git('checkout', '--quiet', 'hotfix/leak');
    world.github.check(await world.remote.write({ 'repair.txt': 'repaired\n' }, 'Repair'), 'tests');
    await world.remote.git('push', '--quiet', 'origin', 'hotfix/leak');
}

async function rolledBack(world) {
    await world.shipToBeta({ 'server.txt': 'second\n' });
    await world.does('rollback', ['start', 'beta', '--execute', '--pause', '0']);
}

for (const [[name, ...args], prepare] of changing) {
    test(`${[name, ...args].join(' ')} only shows what it would do, until it is told to do it`, async () => {
        const world = await World.make();
        await prepare(world);
        const state = async () => JSON.stringify([await world.remote.git('ls-remote', 'origin'), world.platform.changes, world.platform.apps, world.github.issues]);
        const before = await state();
        assert.match(await world.does(name, args), /Dry run: nothing was changed\. --execute does it\./);
        assert.equal(await state(), before);
        await world.does(name, name === 'rollback' ? [...args, '--execute', '--pause', '0'] : [...args, '--execute']);
        assert.notEqual(await state(), before);
    });
}

test('every command with --execute is among them', async () => {
    const steps = { hotfix: ['land', 'back'], rollback: ['start', 'keep', 'undo'] };
    const found = [];
    for (const name of names) {
        for (const step of steps[name] ?? [undefined]) {
            const { stdout } = await release(name, step ? [step, '--help'] : ['--help']);
            if (stdout.includes('--execute '))
                found.push([name, step].filter(Boolean).join(' '));
        }
    }
    const tried = changing.map(([[name, step]]) => (steps[name] ? `${name} ${step}` : name));
    assert.deepEqual(found.sort(), tried.sort());
});
