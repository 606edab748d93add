// The events that docs/monitoring.md watches are those that the server logs.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { repository } from './support/release.mjs';

const logged = new Map();  // event -> level
let page;

before(async () => {
    const folder = join(repository, 'libws/src');
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.cpp'));
    for (const file of files) {
        const text = await readFile(join(folder, file), 'utf8');
        for (const [, level, event] of text.matchAll(/\blog::(debug|info|warn|error)\(\s*"([a-z_]+)"/g))
            logged.set(event, level);
    }
    assert.ok(logged.size > 30);
    page = await readFile(join(repository, 'docs/monitoring.md'), 'utf8');
});

test('every event on the page is logged by the server, with the level it says', () => {
    const log = page.slice(page.indexOf('### Alarms on events'), page.indexOf("## The platform's own"));
    for (const row of log.match(/^\| `.*$/gm)) {
        const [, names, level] = row.split('|').map((cell) => cell.trim());
        for (const [, name] of names.matchAll(/`([a-z_]+)`/g)) {
            assert.ok(logged.has(name), `${name} is logged nowhere`);
            if (['error', 'warn'].includes(level))
                assert.equal(logged.get(name), level, name);
        }
    }
});

test('no warning and no error is missing from the page', () => {
    const severe = [...logged].filter(([, level]) => ['error', 'warn'].includes(level)).map(([event]) => event);
    assert.deepEqual(severe.filter((event) => !page.includes(`\`${event}\``)), []);
});
