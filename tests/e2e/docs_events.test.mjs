// The events on the pages are those that the server logs.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { readPages } from './support/docs.mjs';
import { repository } from './support/release.mjs';

const logged = new Map();  // event -> level
const failureFields = new Set();  // of authentication_failed, wherever it is logged
let pages;
let page;

before(async () => {
    const folder = join(repository, 'libws/src');
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.cpp'));
    for (const file of files) {
        const text = await readFile(join(folder, file), 'utf8');
        // client::audit and log::write are told an event at level info.
        for (const [, level = 'info', event] of text.matchAll(/\b(?:log::(debug|info|warn|error)|audit|log::write)\([^"{;]*"([a-z_]+)"/g))
            logged.set(event, level);
        for (const [, fields] of text.matchAll(/"authentication_failed", \{(\{[^;]*)\);/g))
            for (const [, field] of fields.matchAll(/\{"([a-z_]+)",/g))
                failureFields.add(field);
    }
    assert.ok(logged.size > 30);
    pages = await readPages();
    page = pages.find(({ name }) => name === 'docs/monitoring.md').text;
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

test('every event of the audit log is logged by the server', () => {
    const { text } = pages.find(({ name }) => name === 'docs/audit-log.md');
    const [table] = text.slice(text.indexOf('| event |')).split('\n\n');
    const named = [...table.matchAll(/^\| `([a-z_]+)`/gm)].map(([, event]) => event);
    assert.ok(named.length >= 8);
    assert.deepEqual(named.filter((event) => logged.get(event) !== 'info'), []);
});

test('the fields of a refused token are those of the page', () => {
    const { text } = pages.find(({ name }) => name === 'docs/audit-log.md');
    const table = text.slice(text.indexOf('\n`authentication_failed`')).split('\n\n')[1];
    const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, field]) => field));
    assert.ok(named.length >= 5);
    assert.deepEqual(named.sort(), [...failureFields].sort());
});

test('every event from info upwards is explained on some page', () => {
    const events = [...logged].filter(([, level]) => level !== 'debug').map(([event]) => event);
    assert.deepEqual(events.filter((event) => !pages.some(({ text }) => text.includes(`\`${event}\``))), []);
});
