// The scripts of developers say what they do instead of doing it, when they are asked.

import assert from 'node:assert/strict';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { repository, run, temporaryFolder } from './support/release.mjs';

const folder = join(repository, 'scripts');
const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

// scripts/run hands its words to the server, which has a --help of its own.
for (const name of names.filter((candidate) => candidate !== 'run')) {
    test(`scripts/${name} --help`, async () => {
        const { code, stdout, stderr } = await run(join(folder, name), ['--help']);
        assert.equal(code, 0, stderr);
        assert.equal(stderr, '');
        assert.ok(stdout.includes(`\nusage: scripts/${name} [`), stdout);
        assert.ok(stdout.split('\n').length < 40 && !stdout.includes('pipefail'), stdout);
    });
}

test('a group or a stage that does not exist is refused with those that do', async () => {
    for (const [name, wanted] of [['setup', /no group 'nonsense'; there are: build .*container/], ['test', /no stage 'nonsense'; there are: format/]]) {
        const { code, stderr } = await run(join(folder, name), ['nonsense']);
        assert.equal(code, 2);
        assert.match(stderr, wanted);
    }
});

test('scripts/build starts no more compilers than it is told, than there are processors, and than fit into the memory', async () => {
    const tree = await temporaryFolder();
    await mkdir(join(tree, 'scripts'));
    await mkdir(join(tree, 'bin'));
    await cp(join(folder, 'build'), join(tree, 'scripts/build'));
    const standIn = (name, code) => writeFile(join(tree, 'bin', name), `#!/bin/sh\n${code}\n`, { mode: 0o755 });
    await standIn('cmake', 'echo "$@"');
    await standIn('nproc', 'echo ${PROCESSORS}');
    const jobs = async (env) => {
        const { code, stdout, output } = await run(join(tree, 'scripts/build'), ['dev'], { env: { ...env, PATH: `${join(tree, 'bin')}:${process.env.PATH}` } });
        assert.equal(code, 0, output);
        return Number(/-j (\d+)/.exec(stdout)[1]);
    };
    assert.equal(await jobs({ PROCESSORS: '1' }), 1);
    assert.equal(await jobs({ PROCESSORS: '1', CMAKE_BUILD_PARALLEL_LEVEL: '4' }), 1);
    // Whatever this machine has: a thousand compilers of 2 GiB are too many.
    const fits = await jobs({ PROCESSORS: '1000' });
    assert.ok(fits >= 1 && fits < 1000, String(fits));
    assert.equal(await jobs({ PROCESSORS: '1000', CMAKE_BUILD_PARALLEL_LEVEL: '1' }), 1);
    assert.ok(await jobs({ PROCESSORS: '1000', CMAKE_BUILD_PARALLEL_LEVEL: '4' }) <= 4);
});
