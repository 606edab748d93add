// Names on the pages are names of something: variables, events, fields, options and metrics of ours stand in what is built or
// shipped, and files are there.

import assert from 'node:assert/strict';
import { access, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { readPages, spansOf } from './support/docs.mjs';
import { repository } from './support/release.mjs';

/** Where names of ours come from; not from tests and pages. */
const sources = ['libws', 'apps', 'scripts', 'specs', 'migrations', 'cmake', '.github', 'tests/bench', 'Dockerfile', 'CMakeLists.txt',
    'CMakePresets.json'];

/** Names that are not ours, or are an example's. */
const others = new Set([
    'sk_live', 'sk_test', 'pk_live', 'pk_test', 'cl_B7d4PD222AAA', 'ins_2a', 'ws_secret_xxxx',  // what values of Clerk and others look like
    'WEBHOOK_MY_CMS_SCHEME', 'WEBHOOK_APP_REQUIRE_SIGNATURE', 'WEBHOOK_APP_SECRETS', 'PUBLIC_KEYS', 'MAX_BODY', 'REQUIRE_SIGNATURE',  // WEBHOOK_<NAME>_…
    'RATE_LIMIT', 'NEXT_PUBLIC',  // beginnings
    'OLD_SECRET', 'APP_URL',  // the reader's shell
    'EVENTS_SECRET',  // a sender's own variable
    'IMAGINEO_SOAK', 'PLAYGROUND_PICTURES',  // of tests
    'incompatible_phase', 'incompatible_result', 'exceeded_revision_limit', 'app_pinned', 'region_conflict',
    'database_config_conflict', 'image_source_missing_digest',  // what the platform says
    'thing_memory', 'thing_json', 'defer_foreign_keys', 'json_each', 'histogram_quantile',
]);

/** A histogram's samples have its name and one of these behind it. */
const isKnown = (name) => [name, name.replace(/_(bucket|sum|count)$/, '')].some((word) => words.has(word) || others.has(word));

const words = new Set();
let pages;

async function filesBelow(path) {
    if ((await stat(path)).isFile())
        return [path];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

before(async () => {
    for (const source of sources) {
        for (const file of await filesBelow(join(repository, source))) {
            if (!/\/vendor\/|__pycache__/.test(file))
                (await readFile(file, 'utf8')).match(/\w+/g)?.forEach((word) => words.add(word));
        }
    }
    assert.ok(words.size > 5000);
    pages = await readPages();
});

test('every name with an underscore is one of the program, its scripts or its specs', () => {
    const lost = pages.flatMap(({ name: page, text }) => spansOf({ text }).filter((span) => !span.includes('/'))
        .flatMap((span) => span.match(/\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+/g) ?? [])
        .filter((name) => !isKnown(name)).map((name) => `${page}: ${name}`));
    assert.deepEqual(lost, []);
});

test('files of the repository that are named are there', async () => {
    for (const page of pages) {
        for (const span of spansOf(page)) {
            const [path] = /^(docs|libws|apps|scripts|specs|migrations|cmake|tests|\.github)\/[\w./-]+(?=$| )/.exec(span) ?? [];
            if (path && !path.includes('NNNN'))
                await access(join(repository, path)).catch(() => assert.fail(`${page.name}: there is no ${path}`));
        }
    }
});
