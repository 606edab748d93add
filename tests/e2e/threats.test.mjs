// docs/threats.md: each threat has a test, and each test that it names is there and runs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { repository } from './support/release.mjs';

/** Rows of the page's tables: {threat, answer, tests: [{name, file}]}. */
function rowsOf(page) {
    const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\|( threat |-)/.test(line));
    return rows.map((row) => {
        const [, threat, answer, shownBy] = row.split(' | ').length === 3
            ? row.match(/^\| (.+?) \| (.+) \| (.*) \|$/) : assert.fail(`not three columns: ${row}`);
        const tests = Array.from(shownBy.matchAll(/\[([^\]]+)\]\(\.\.\/([^)]+)\)/g), ([, name, file]) => ({ name, file }));
        return { threat, answer, tests };
    });
}

/** The names of a file's tests, without those that are switched off. */
function testsOf(file, text) {
    if (file.endsWith('.cpp'))
        return Array.from(text.matchAll(/^TEST(?:_F|_P)?\(\s*(\w+),\s*((?!DISABLED_)\w+)\s*\)/gm), ([, suite, name]) => `${suite}.${name}`);
    return Array.from(text.matchAll(/^test\((?:'((?:[^'\\]|\\.)+)'|"([^"]+)")/gm),
        ([, single, double]) => (single ?? double).replaceAll("\\'", "'"));
}

/** What is wrong with a page: sentences, none if all is well. `read` gives a file's text. */
async function mistakesOf(page, read) {
    const mistakes = [];
    for (const { threat, tests } of rowsOf(page)) {
        if (tests.length === 0)
            mistakes.push(`no test: ${threat}`);
        for (const { name, file } of tests) {
            const text = await read(file).catch(() => '');
            if (!testsOf(file, text).includes(name))
                mistakes.push(`${file} has no test "${name}": ${threat}`);
        }
    }
    return mistakes;
}

const read = (file) => readFile(join(repository, file), 'utf8');

test('every threat has a test, and every test that is named is there', async () => {
    const page = await read('docs/threats.md');
    assert.ok(rowsOf(page).length >= 34, 'the tables are not found');
    assert.deepEqual(await mistakesOf(page, read), []);
});

test('a page with mistakes is found out', async () => {
    const page = [
        '| threat | what the server does | shown by |', '|---|---|---|',
        '| good | it does | [A.B](../a.cpp) [it\'s so](../b.test.mjs) |',
        '| nothing | it does | |'.replace('| |', '|  |'), '| gone | it does | [A.C](../a.cpp) |',
        '| switched off | it does | [A.DISABLED_D](../a.cpp) |', '| no file | it does | [A.B](../c.cpp) |',
        '| part of a name | it does | [it](../b.test.mjs) |',
    ].join('\n');
    const files = {
        'a.cpp': 'TEST_F(A, B)\n{}\nTEST(A, DISABLED_D)\n{}\n', 'b.test.mjs': "test('it\\'s so', async () => {});\n",
    };
    const mistakes = await mistakesOf(page, async (file) => files[file] ?? assert.fail(file));
    assert.deepEqual(mistakes, [
        'no test: nothing', 'a.cpp has no test "A.C": gone', 'a.cpp has no test "A.DISABLED_D": switched off',
        'c.cpp has no test "A.B": no file', 'b.test.mjs has no test "it": part of a name',
    ]);
});
