// The playground's files: what is not ours is what npm has, and nothing needs a looser policy than the page's.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { repository } from './support/release.mjs';

const playground = join(repository, 'libws/src/server/playground');
const npm = join(repository, 'tests/e2e/node_modules/centrifuge');
const read = (folder, name) => readFile(join(folder, name));

test('the SDK is the official bundle, with its licence', async () => {
    const lock = JSON.parse(await read(repository, 'tests/e2e/package-lock.json'));
    const { version } = JSON.parse(await read(npm, 'package.json'));
    assert.equal(version, lock.packages['node_modules/centrifuge'].version);
    assert.ok((await read(playground, 'vendor/centrifuge.js')).equals(await read(npm, 'dist/centrifuge.js')));
    assert.ok((await read(playground, 'vendor/LICENSE')).equals(await read(npm, 'LICENSE')));
    assert.deepEqual((await readdir(join(playground, 'vendor'))).toSorted(), ['LICENSE', 'centrifuge.js']);
});

test('everything that the page names is there, and all of it is named', async () => {
    const files = (await readdir(playground, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(playground.length + 1));
    const named = new Set(['index.html', 'vendor/LICENSE']);
    for (const file of files.filter((name) => /^[^/]*\.(html|css|js)$/.test(name))) {
        const text = String(await read(playground, file));
        for (const [, name] of text.matchAll(/(?:src|href)="\/playground\/([^"]+)"/g))
            named.add(name);
        for (const [, name] of text.matchAll(/from '\.\/([^']+)'/g))
            named.add(name);
    }
    const unnamed = files.filter((name) => !name.startsWith('snippets/') && !named.has(name));
    assert.deepEqual(unnamed, []);
    assert.deepEqual([...named].filter((name) => !files.includes(name)), []);
});

test('no script and no style stands in the page itself', async () => {
    const html = String(await read(playground, 'index.html'));
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
    assert.doesNotMatch(html, /https?:\/\//, 'nothing comes from elsewhere');
});
