// Test vectors: tests/data, or the folder that LIBWS_VECTORS names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.LIBWS_VECTORS || fileURLToPath(new URL('../../data', import.meta.url));

export const vectorText = (name) => readFileSync(join(folder, name), 'utf8');

/** A file of vectors, which must be of this format. */
export function readVectors(name, format) {
    const file = JSON.parse(vectorText(name));
    assert.equal(file.format, format, name);
    return file;
}

export const clerkCases = () => readVectors('clerk/cases.json', 'clerk-token-cases/1').cases;

/** The cases by what they are configured with: [[config, cases], …]. */
export function byConfiguration(cases) {
    const groups = new Map();
    for (const c of cases) {
        const key = JSON.stringify(c.config);
        groups.set(key, [...(groups.get(key) ?? []), c]);
    }
    return [...groups].map(([config, itsCases]) => [JSON.parse(config), itsCases]);
}
