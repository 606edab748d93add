// The scripts of developers say what they do instead of doing it, when they are asked.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { repository, run } from './support/release.mjs';

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
