// Every command in README.md and docs/ is run, read from its page: support/docs_blocks.mjs says how. Those in the text must
// exist, with their options.

import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { headingsOf, readPages } from './support/docs.mjs';
import { BlockRunner, commandBlocksOf, problemsOfBlocks } from './support/docs_blocks.mjs';
import { problemsOfSpans } from './support/docs_spans.mjs';
import { repository } from './support/release.mjs';

const pages = await readPages();

/** What a page's commands must have printed. */
const promised = {
    'README.md': [/listening\n/, /received \{ hello: 'world' \}/],
    'docs/admin-api.md': [/"kind":"user","user":"user_42","until":/, /"settings":\[/, /There is no connection with this id/],
    'docs/configuration.md': [/The server would start with this\./],
    'docs/deployment.md': [/3 specs, nothing to report/, /The server would start with this\./, /No drift\./],
    'docs/development.md': [/"token":"eyJ/, /"offset":/, /\{"status":200,/],
    'docs/migrations.md': [/0001_journal/],
    'docs/monitoring.md': [/"status":"ok"/, /^\{"level":"warn","event":"configuration"\}$/m, /ok {2}it receives a publication/],
    'docs/promotion.md': [/Dry run/, /server-main is at [0-9a-f]{40}/],
    'docs/rollback.md': [/Rolled back and pinned/, /Revert "Bad"/],
    'docs/scaling.md': [/resident bytes\/client/, /us\/client/, /us\/delivery/],
    'docs/webhooks.md': [/"result":\{\}/],
    'docs/troubleshooting.md': [/"status":"ok"/, /^403$/m, /authentication_failed/],
};

const runner = new BlockRunner();
after(() => runner.close());

for (const page of pages.filter((candidate) => commandBlocksOf(candidate).length)) {
    test(`the commands of ${page.name}`, async () => {
        const printed = await runner.run(page);
        for (const wanted of promised[page.name] ?? [])
            assert.match(printed, wanted);
    });
}

test('commands stand in sh blocks, where they are run', () => {
    assert.deepEqual(pages.flatMap(problemsOfBlocks), []);
});

test('commands in the text exist, with the options they are given', async () => {
    const seen = [];
    const problems = [];
    for (const page of pages)
        problems.push(...await problemsOfSpans(page, seen));
    assert.deepEqual(problems, []);
    assert.ok(seen.length > 40, seen.join('\n'));
});

test('pages and headings that are linked to are there', async () => {
    for (const page of pages) {
        for (const [, path, heading] of page.text.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
            const name = path ? join(page.name, '..', path) : page.name;
            await access(join(repository, name)).catch(() => assert.fail(`${page.name} links to ${path}, which is not there`));
            const target = pages.find((candidate) => candidate.name === name);
            assert.ok(!heading || headingsOf(target).includes(heading), `${page.name} links to ${path}#${heading}, which is not there`);
        }
    }
});
