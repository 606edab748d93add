// The smoke test, on a server that is well and on servers that are not.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Front } from './support/front.mjs';
import { release, temporaryFolder } from './support/release.mjs';
import { apiKey, freePort, hmacSecret, startServer } from './support/server.mjs';

const commit = 'c'.repeat(40);
const origin = 'https://app.example.com';
let server;
let folder;

let front;

before(async () => {
    folder = await temporaryFolder();
    server = await startServer({ RELEASE_SHA: commit, FRONTEND_URL: origin });
    front = await new Front(server, 'beta').start();
});
after(async () => {
    front.close();
    await server?.stop();
});

async function smoke(args, env = {}) {
    const result = await release('smoke-test', args, { env: { SMOKE_API_KEY: apiKey, SMOKE_TOKEN_SECRETS: `${hmacSecret},an-older-secret`, ...env } });
    for (const hidden of [apiKey, hmacSecret, 'eyJ'])
        assert.ok(!result.output.includes(hidden), 'a secret is shown');
    return result;
}

const all = () => ['beta', '--url', front.url, '--commit', commit, '--origin', origin, '--patience', '1'];

test('a server that is well passes', async () => {
    const { code, stdout, output } = await smoke(all());
    assert.equal(code, 0, output);
    for (const wanted of [`ready: beta at ${commit}`, 'a foreign page is refused', `a page of ${origin} may connect`, 'a client connects',
        'it receives a publication', 'it gets what it missed'])
        assert.ok(stdout.includes(`ok  ${wanted}`), `${wanted} is not in\n${stdout}`);
});

test('the record of the deployment says what to test', async () => {
    const record = join(folder, 'record.json');
    await writeFile(record, JSON.stringify({ environment: 'beta', url: front.url, commit }));
    const { code, output } = await smoke(['--record', record, '--patience', '1']);
    assert.equal(code, 0, output);
});

const faults = {
    'another commit': [(path, answer) => { answer.body = answer.body.replace(commit, 'd'.repeat(40)); }, /it is commit 'd{40}', not 'c{40}'/],
    'another environment': [(path, answer) => { answer.body = answer.body.replace('"beta"', '"staging"'); }, /it is 'staging', not 'beta'/],
    'a server that is not ready': [(path, answer) => { if (path.endsWith('ready')) answer.status = 503; }, /\/health\/ready answers 503/],
    'an upgrade whose path was stripped': [(path) => (path === 'upgrade' ? { 'x-unused': '1', upgrade: 'none' } : undefined), /answered with \d+, not 403/],
    'open origins': [(path) => (path === 'upgrade' ? { origin } : undefined), /a foreign origin is answered with 101, not 403/],
    'publishing that fails': [(path, answer) => { if (path.startsWith('/api/')) answer.status = 500; }, /publishing is answered with 500/],
    'publishing that hangs': [(path, answer) => { if (path.startsWith('/api/')) answer.status = undefined; }, /timeout|aborted/i],
    'a health page that is none': [(path, answer) => { if (path === '/health') answer.body = '<html>'; }, /\/health answers 200 and no JSON/],
};
for (const [name, [breaks, wanted]] of Object.entries(faults)) {
    test(`${name} fails`, async () => {
        front.fault = breaks;
        const { code, stderr, output } = await smoke(all());
        front.fault = undefined;
        assert.equal(code, 1, output);
        assert.match(stderr, /^FAILED {2}/);
        assert.match(stderr, wanted);
    });
}

/** Runs `happens` once the soak has published a few times; `answer` is then what is about to be answered. */
function during(happens) {
    let published = 0;
    front.fault = (path, answer) => {
        published += path === '/api/publish' ? 1 : 0;
        if (published > 4)
            happens(path, answer, published);
    };
}

async function soaked(minutes = '0.05') {
    const result = await smoke([...all(), '--soak', minutes]);
    front.fault = undefined;
    front.deaf = false;
    return result;
}

test('clients that stay get everything', async () => {
    const { code, stdout, output } = await soaked();
    assert.equal(code, 0, output);
    assert.match(stdout, /ok {2}5 clients stay for 0\.05 minutes: \d+ publications each, cut off 0 times\n$/);
});

test('all of them cut off once is what an edge does; they get what they missed', async () => {
    during((path, answer, published) => { if (path === '/api/publish' && published === 5) front.cut(); });
    const { code, stdout, output } = await soaked();
    assert.equal(code, 0, output);
    assert.match(stdout, /cut off 5 times/);
});

test('cut off again and again fails', async () => {
    // Those that are back are cut again; then they get the time to come back for good.
    during((path, answer, published) => { if (path === '/api/publish' && published < 10) front.cut(); });
    const { code, stderr } = await soaked('0.1');
    assert.equal(code, 1);
    assert.match(stderr, /^FAILED {2}5 clients were cut off \d+ times/);
});

const lateFaults = {
    'a loss': [() => { front.deaf = true; }, /client 1: it lacks \d+ of \d+ publications; client 2/],
    'a restart': [(path, answer) => { answer.body = answer.body.replace(/"uptime_seconds":\d+/, '"uptime_seconds":0'); }, /it was restarted: up for 0 s/],
    'another commit': [(path, answer) => { answer.body = answer.body.replace(commit, 'd'.repeat(40)); }, /another commit took over meanwhile: 'd{40}' in place of 'c{40}'/],
    'publishing that stops to work': [(path, answer) => { if (path === '/api/publish') answer.status = 503; }, /publishing is answered with 503/],
};
for (const [name, [happens, wanted]] of Object.entries(lateFaults)) {
    test(`${name} while clients stay fails`, async () => {
        during(happens);
        const { code, stdout, stderr } = await soaked();
        assert.equal(code, 1, stdout);
        assert.match(stdout, /it gets what it missed/);
        assert.match(stderr, wanted);
    });
}

test('where tokens must name an audience and an issuer the client\'s does', async () => {
    const strict = { TOKEN_AUDIENCE: 'imagineo-ws', TOKEN_ISSUER: 'https://app.example.com' };
    const other = await startServer({ RELEASE_SHA: commit, FRONTEND_URL: origin, ...strict });
    const door = await new Front(other, 'beta').start();
    const args = ['beta', '--url', door.url, '--commit', commit, '--patience', '1'];
    assert.match((await smoke(args)).stderr, /connecting: the server closed with 3500/);
    const { code, output } = await smoke(args, strict);
    assert.equal(code, 0, output);
    door.close();
    await other.stop();
});

test('a wrong key, a wrong token, a page that is not allowed, nobody there', async () => {
    assert.match((await smoke(all(), { SMOKE_API_KEY: 'wrong-key-of-more-than-32-characters' })).stderr, /publishing is answered with 401/);
    assert.match((await smoke(all(), { SMOKE_TOKEN_SECRETS: 'wrong-secret-of-32-characters-00' })).stderr, /connecting: the server closed with 3500/);
    assert.match((await smoke([...all(), '--origin', 'https://old.example.com'])).stderr, /a page of https:\/\/old\.example\.com is answered with 403/);
    const dead = await smoke(['beta', '--url', `http://127.0.0.1:${await freePort()}`, '--patience', '0.3']);
    assert.equal(dead.code, 1);
    assert.match(dead.stderr, /\/health\/ready answers .*ECONNREFUSED/);
});

test('usage: what is missing, and addresses that are not https', async () => {
    for (const [args, wanted] of [[[], /an environment and --url, or --record/], [['beta'], /an environment and --url/],
        [['moon', '--url', front.url], /an environment/], [['beta', '--url', 'http://ws.example.com'], /must be an https address/],
        [['beta', '--url', 'nonsense'], /URL/i], [[...all(), '--soak', 'long'], /--soak must be a number of minutes up to 60, not 'long'/],
        [[...all(), '--soak', '61'], /not '61'/], [['--nonsense'], /nonsense/]]) {
        const { code, stderr } = await smoke(args);
        assert.equal(code, 2, stderr);
        assert.match(stderr, wanted);
    }
    assert.equal((await smoke(all(), { SMOKE_API_KEY: '' })).code, 2);
    const torn = join(folder, 'torn.json');
    await writeFile(torn, '{"environment": "beta"');
    for (const record of ['/nowhere.json', torn]) {
        const { code, stderr } = await smoke(['--record', record]);
        assert.equal(code, 2, stderr);
        assert.ok(stderr.startsWith(`--record ${record}: `), stderr);
    }
    const help = await smoke(['--help'], { SMOKE_API_KEY: '' });
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^usage: smoke-test/);
});
