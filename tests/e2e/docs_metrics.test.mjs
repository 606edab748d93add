// The expressions of docs/monitoring.md ask for metrics and labels that docs/metrics.md has. A unit test compares that
// page with what the server exposes.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { repository } from './support/release.mjs';

const textOf = (page) => readFile(join(repository, 'docs', page), 'utf8');
const quoted = (cell) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, word]) => word);

test('what the expressions ask for is exposed', async () => {
    const labelsOf = new Map();
    for (const row of (await textOf('metrics.md')).match(/^\| `.*$/gm)) {
        const [, name, type, , labels] = row.split('|').map((cell) => cell.trim());
        const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
        for (const part of parts)
            labelsOf.set(quoted(name)[0] + part, [...quoted(labels), 'env', ...(part === '_bucket' ? ['le'] : [])]);
    }
    assert.ok(labelsOf.size > 30);

    const page = await textOf('monitoring.md');
    const section = page.slice(page.indexOf('## The counts'), page.indexOf('## The log'));
    const rows = section.slice(section.indexOf('| expression |')).match(/^\| `.*$/gm);
    assert.ok(rows.length > 5);
    for (const row of rows) {
        const [, cell] = row.split('|');
        for (const [, expression] of cell.matchAll(/`([^`]+)`/g)) {
            const names = expression.match(/\b[a-z]+_[a-z_]+\b(?!\()/g).filter((word) => word !== 'histogram_quantile');
            assert.ok(names.length > 0, expression);
            for (const name of names)
                assert.ok(labelsOf.has(name), `${name} of ${expression}`);
            const asked = [...(/\bby \(([^)]*)\)/.exec(expression)?.[1] ?? '').split(/, */), ...[...expression.matchAll(/[{,] *([a-z]+)=/g)].map(([, label]) => label)];
            for (const label of asked.filter((word) => word !== ''))
                assert.ok(names.some((name) => labelsOf.get(name).includes(label)), `${label} of ${expression}`);
        }
    }
});
