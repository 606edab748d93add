// The smoke test, on a server that is well and on servers that are not.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { release, temporaryFolder } from './support/release.mjs';
import { apiKey, freePort, hmacSecret, startServer } from './support/server.mjs';

const commit = 'c'.repeat(40);
const origin = 'https://app.example.com';
let server;
let folder;

// The server under NODE_ENV=test says so in /health; a proxy in front plays the environment, and faults.
let front;
let fault = (_path, _reply) => undefined;

before(async () => {
    folder = await temporaryFolder();
    server = await startServer({ RELEASE_SHA: commit, FRONTEND_URL: origin });
    front = http.createServer((request, reply) => {
        const outgoing = http.request({ host: '127.0.0.1', port: server.port, method: request.method, path: request.url, headers: request.headers }, (incoming) => {
            const chunks = [];
            incoming.on('data', (chunk) => chunks.push(chunk));
            incoming.on('end', () => {
                const answer = { status: incoming.statusCode, body: Buffer.concat(chunks).toString().replace('"environment":"test"', '"environment":"beta"') };
                fault(request.url, answer);
                reply.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
            });
        });
        request.pipe(outgoing);
    });
    front.on('upgrade', (request, socket, head) => {
        const outgoing = http.request({ host: '127.0.0.1', port: server.port, path: request.url, headers: { ...request.headers, ...fault('upgrade', {}) } });
        const shake = (incoming) => `HTTP/1.1 ${incoming.statusCode} x\r\n${incoming.rawHeaders.reduce((text, part, index) => text + part + (index % 2 ? '\r\n' : ': '), '')}\r\n`;
        outgoing.on('upgrade', (incoming, inner, rest) => {
            socket.write(shake(incoming));
            socket.write(rest);
            inner.write(head);
            inner.pipe(socket).pipe(inner);
            for (const end of [inner, socket])
                end.on('error', () => { inner.destroy(); socket.destroy(); });
        });
        outgoing.on('response', (incoming) => socket.end(shake(incoming)));
        outgoing.end();
    });
    front.listen(0, '127.0.0.1');
    await new Promise((resolve) => front.once('listening', resolve));
    front.unref();
});
after(async () => {
    front.closeAllConnections();
    front.close();
    await server?.stop();
});

async function smoke(args, env = {}) {
    const result = await release('smoke-test', args, { env: { SMOKE_API_KEY: apiKey, SMOKE_TOKEN_SECRETS: `${hmacSecret},an-older-secret`, ...env } });
    for (const hidden of [apiKey, hmacSecret, 'eyJ'])
        assert.ok(!result.output.includes(hidden), 'a secret is shown');
    return result;
}

const url = () => `http://127.0.0.1:${front.address().port}`;
const all = () => ['beta', '--url', url(), '--commit', commit, '--origin', origin, '--patience', '1'];

test('a server that is well passes', async () => {
    const { code, stdout, output } = await smoke(all());
    assert.equal(code, 0, output);
    for (const wanted of [`ready: beta at ${commit}`, 'a foreign page is refused', `a page of ${origin} may connect`, 'a client connects',
        'it receives a publication', 'it gets what it missed'])
        assert.ok(stdout.includes(`ok  ${wanted}`), `${wanted} is not in\n${stdout}`);
});

test('the record of the deployment says what to test', async () => {
    const record = join(folder, 'record.json');
    await writeFile(record, JSON.stringify({ environment: 'beta', url: url(), commit }));
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
    'a health page that is none': [(path, answer) => { if (path === '/health') answer.body = '<html>'; }, /\/health answers 200 and no JSON/],
};
for (const [name, [breaks, wanted]] of Object.entries(faults)) {
    test(`${name} fails`, async () => {
        fault = breaks;
        const { code, stderr, output } = await smoke(all());
        fault = () => undefined;
        assert.equal(code, 1, output);
        assert.match(stderr, /^FAILED {2}/);
        assert.match(stderr, wanted);
    });
}

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
        [['moon', '--url', url()], /an environment/], [['beta', '--url', 'http://ws.example.com'], /must be an https address/],
        [['beta', '--url', 'nonsense'], /URL/i], [['--nonsense'], /nonsense/]]) {
        const { code, stderr } = await smoke(args);
        assert.equal(code, 2, stderr);
        assert.match(stderr, wanted);
    }
    assert.equal((await smoke(all(), { SMOKE_API_KEY: '' })).code, 2);
    const help = await smoke(['--help'], { SMOKE_API_KEY: '' });
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^usage: smoke-test/);
});
