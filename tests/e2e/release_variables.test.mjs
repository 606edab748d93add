// The variables of the specs and the binary: it knows each of them, and it misses none.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { release, repository, specsWith, temporaryFolder } from './support/release.mjs';
import { runBinary } from './support/server.mjs';

const environments = ['staging', 'beta', 'production'];
let folder;
let documented;
let notBuilt;

const namesOf = (section) => [...section.matchAll(/^\| `([A-Z][A-Z0-9_*]*)` \|/gm)].map((found) => found[1]);

before(async () => {
    folder = await temporaryFolder();
    const page = await readFile(join(repository, 'docs/configuration.md'), 'utf8');
    const [built, later = ''] = page.split('## Not built in this version');
    documented = namesOf(built);
    notBuilt = namesOf(later);
    assert.ok(documented.length > 20);
});

async function exampleOf(environment, ...options) {
    const { code, stdout, output } = await release('example-env', [environment, ...options]);
    assert.equal(code, 0, output);
    return stdout;
}

const nameOf = (line) => line.slice(0, line.indexOf('='));

/** Asks the binary about an environment file; what this version's page lists as not built yet is left out. */
async function ask(text) {
    const lines = text.split('\n').filter((line) => !notBuilt.includes(nameOf(line)));
    const file = join(folder, 'asked.env');
    await writeFile(file, lines.join('\n'));
    return runBinary(['check-config', '--env-file', file]);
}

for (const environment of environments) {
    test(`the server would start with what the spec of ${environment} sets`, async () => {
        const { code, output } = await ask(await exampleOf(environment));
        assert.equal(code, 0, output);
        assert.match(output, new RegExp(`NODE_ENV +${environment}`));
    });

    test(`… and with the required variables of ${environment} alone`, async () => {
        const text = await exampleOf(environment, '--required-only');
        assert.ok(!text.includes('${'), 'a variable that is not set must not arrive as its placeholder');
        assert.ok(!text.includes('CLERK_WEBHOOK_SIGNING_SECRET'), text);
        const { code, output } = await ask(text);
        assert.equal(code, 0, output);
    });

    test(`every variable of ${environment} is on the configuration page`, async () => {
        for (const line of (await exampleOf(environment)).trim().split('\n'))
            assert.ok([...documented, ...notBuilt].includes(nameOf(line)), `${nameOf(line)} is not documented`);
    });
}

test('whatever the binary requires of production, every spec sets', async () => {
    const { code, output } = await ask('NODE_ENV=production\nDATABASE_URL=libsql://db.example.com\n');
    assert.equal(code, 1);
    const required = [...output.matchAll(/^ +\d+\. (\w+):/gm)].map((found) => found[1]);
    assert.ok(required.length >= 4, output);
    for (const environment of environments) {
        const given = (await exampleOf(environment, '--required-only')).split('\n').map(nameOf);
        for (const name of required)
            assert.ok(given.includes(name), `${environment} does not set ${name}`);
    }
});

test('a placeholder that was left in place is refused by the binary', async () => {
    const { code, output } = await ask((await exampleOf('production')).replace(/FRONTEND_URL=.*/, "FRONTEND_URL='${FRONTEND_URL}'"));
    assert.equal(code, 1);
    assert.match(output, /FRONTEND_URL/);
});

test('a spec that cannot be read ends with its reason', async () => {
    const broken = await specsWith(['app.beta.yaml', 'region: nyc', 'region: nyc\nregion: nyc']);
    const { code, stderr } = await release('example-env', ['beta', '--dir', broken]);
    assert.equal(code, 1);
    assert.match(stderr, /^example-env: line \d+: the key 'region' is given twice\n$/);
});
