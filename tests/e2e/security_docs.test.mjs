// The rotations of docs/security.md, line by line: real servers under production's rules, an app that calls them, and a
// browser that listens all the while.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { makeKey, mintToken } from './support/clerk.mjs';
import { filesOf } from './support/docs.mjs';
import { repository, run } from './support/release.mjs';
import { closeClients, collect, next, sdkClient, subscribed } from './support/sdk.mjs';
import { freePort, runBinary, startBareServer } from './support/server.mjs';
import { inSeconds, sign } from './support/tokens.mjs';

after(closeClients);

const page = await filesOf('security.md');
const key = makeKey();
const frontend = 'https://app.example.com';
const production = {
    NODE_ENV: 'production', HOST: '127.0.0.1', FRONTEND_URL: frontend, CLERK_SECRET_KEY: `sk_live_${'x'.repeat(40)}`,
    CLERK_JWT_KEY: key.pem, WEBHOOK_SECRET: 'webhook-secret-of-more-than-32-characters', DATABASE_URL: ':memory:',
    LOG_FORMAT: 'json', SHUTDOWN_SPREAD_MS: 0,
};

const makeSecrets = () => {
    const short = 'ws_secret_xxxx';
    return {
        OLD: randomBytes(32).toString('hex'), NEW: randomBytes(32).toString('hex'), SHORT: short,
        DIGEST: createHash('sha256').update(short).digest('hex'),
    };
};

/** The lines of a block: [{who: 'server' | 'app' | 'operator', variables: {NAME: value}, written}]. */
function linesOf(name, secrets) {
    const lines = page.get(name).trim().split('\n');
    return lines.map((written) => {
        const [who, ...assignments] = written.split(/ +/);
        const variables = assignments.map((text) => [
            text.slice(0, text.indexOf('=')),
            text.slice(text.indexOf('=') + 1).replace(/OLD|NEW|SHORT|DIGEST/g, (word) => secrets[word]),
        ]);
        assert.ok(['server', 'app', 'operator'].includes(who) && variables.length > 0, written);
        return { who, variables: Object.fromEntries(variables), written };
    });
}

/** What stands behind the settings of a rehearsal: one port, one server after the other, one browser. */
class Rehearsal {
    app = {};

    constructor(secrets) { this.secrets = secrets; }

    async deploy(variables) {
        this.port ??= await freePort();
        const back = this.client && next(this.client, 'connected');
        await this.server?.stop();
        this.settings = { ...production, ...variables };
        this.server = await startBareServer({ ...this.settings, PORT: this.port });
        if (back) {
            await back;
            await this.news.ready(20000);
        } else {
            await this.listen();
        }
    }

    async listen() {
        this.client = sdkClient(this.server, {
            getToken: async () => mintToken(key, { azp: frontend, sub: 'user_1', exp: inSeconds(60) }),
            timeout: 1000, // Node's WebSocket does not always say that it was refused
        });
        this.client.connect();
        await this.client.ready(20000);
        this.news = await subscribed(this.client, 'public:news');
        this.received = collect(this.news, 'publication');
        this.published = 0;
    }

    async post(path, credential, body) {
        const reply = await this.server.request('POST', path, { headers: { 'X-API-Key': credential }, body: JSON.stringify(body) });
        return reply.status;
    }

    publish(credential) { return this.post('/api/publish', credential, { channel: 'public:news', data: ++this.published }); }

    notify(credential) {
        return this.post('/webhooks/app', credential, { channel: 'public:news', data: 0, id: randomBytes(8).toString('hex') });
    }

    async stop() {
        this.client?.disconnect();
        await this.server.stop();
        for (const secret of [this.secrets.OLD, this.secrets.NEW, this.secrets.SHORT])
            assert.ok(!this.server.text.includes(secret), 'the log shows a secret');
    }
}

/** Carries the lines out; `check` runs after each, once there is a server and an app. */
async function rehearse(name, check) {
    const secrets = makeSecrets();
    const rehearsal = new Rehearsal(secrets);
    try {
        for (const { who, variables, written } of linesOf(name, secrets)) {
            if (who === 'server')
                await rehearsal.deploy(variables);
            else
                rehearsal.app = variables;
            if (rehearsal.server && Object.keys(rehearsal.app).length > 0)
                await check(rehearsal, written);
        }
        await rehearsal.stop();
    } finally {
        await rehearsal.server?.kill();
    }
    return rehearsal;
}

/** The app's call is taken and arrives; all that the settings name is accepted, and nothing else. */
async function checkKeys(rehearsal, written) {
    const { app, secrets, settings, received } = rehearsal;
    const seen = received.seen.length;
    assert.equal(await rehearsal.publish(app.WEBSOCKET_API_KEY), 200, written);
    await received.reach(seen + 1);

    const keys = settings.WEBSOCKET_API_KEYS ?? settings.WEBHOOK_SECRET;
    for (const [word, mark] of [['OLD', 'OLD'], ['NEW', 'NEW'], ['SHORT', 'DIGEST']]) {
        const expected = (list) => (list.includes(secrets[mark]) ? 200 : 401);
        assert.equal(await rehearsal.publish(secrets[word]), expected(keys), `${word} after: ${written}`);
        assert.equal(await rehearsal.notify(secrets[word]), expected(settings.WEBHOOK_SECRET), `${word} after: ${written}`);
    }
}

for (const name of ['api-key', 'webhook-secret', 'separate-keys', 'short-secret'])
    test(`rotation ${name}: no call is refused on the way, and in the end only the new one counts`, async () => {
        const { secrets, settings, app } = await rehearse(name, checkKeys);
        assert.equal(app.WEBSOCKET_API_KEY, secrets.NEW);
        assert.ok(!(settings.WEBSOCKET_API_KEYS ?? settings.WEBHOOK_SECRET).includes(secrets.OLD));
    });

test('rotation app-secrets: no event is refused on the way, and the shared secret opens nothing there', async () => {
    const { secrets, settings, app } = await rehearse('app-secrets', async (rehearsal, written) => {
        const taken = rehearsal.settings.WEBHOOK_APP_SECRETS;
        assert.equal(await rehearsal.notify(rehearsal.app.EVENTS_SECRET), 200, written);
        for (const word of ['OLD', 'NEW']) {
            const expected = taken.includes(rehearsal.secrets[word]) ? 200 : 401;
            assert.equal(await rehearsal.notify(rehearsal.secrets[word]), expected, `${word} after: ${written}`);
        }
        assert.equal(await rehearsal.notify(production.WEBHOOK_SECRET), 401, written);
        assert.equal(await rehearsal.publish(rehearsal.app.EVENTS_SECRET), 401, written);
    });
    assert.equal(app.EVENTS_SECRET, secrets.NEW);
    assert.equal(settings.WEBHOOK_APP_SECRETS, secrets.NEW);
});

test('the log names the key of a failing call', () => rehearse('api-key', async (rehearsal) => {
    const { app, server, settings } = rehearsal;
    await rehearsal.post('/api/publish', app.WEBSOCKET_API_KEY, { channel: 'nobody:1', data: 1 });
    const name = settings.WEBSOCKET_API_KEYS.split(',').find((entry) => entry.endsWith(app.WEBSOCKET_API_KEY)).split('=')[0];
    const logged = () => server.events().some(({ event, key: used }) => event === 'api_error' && used === name);
    while (!logged())
        await new Promise((resolve) => setTimeout(resolve, 20));
}));

test('rotation token-secret: whoever has a token of either kind gets in, until the old one is dropped', async () => {
    const claims = { sub: 'service', exp: inSeconds(3600) };
    const { secrets } = await rehearse('token-secret', async (rehearsal, written) => {
        const { app, secrets: { OLD, NEW }, server, settings } = rehearsal;
        assert.ok(settings.TOKEN_HMAC_SECRETS.includes(app.TOKEN_HMAC_SECRET), written);
        for (const secret of [OLD, NEW]) {
            const client = sdkClient(server, { token: sign(claims, secret) });
            const accepted = settings.TOKEN_HMAC_SECRETS.includes(secret);
            const outcome = next(client, accepted ? 'connected' : 'disconnected');
            client.connect();
            assert.equal((await outcome).code, accepted ? undefined : 3500, written);
            client.disconnect();
        }
    });
    assert.notEqual(secrets.OLD, secrets.NEW);
});

/** How those who look after the server present what they have: [path, headers]. */
const presented = {
    ADMIN_API_KEY: (value) => ['/admin/api/keys', { 'X-API-Key': value }],
    METRICS_TOKEN: (value) => ['/metrics', { Authorization: `Bearer ${value}`, Forwarded: 'for=192.0.2.1' }],
};

for (const [name, variable] of [['admin-key', 'ADMIN_API_KEY'], ['metrics-token', 'METRICS_TOKEN']])
    test(`rotation ${name}: operators are let in all the way, and in the end with the new one alone`, async () => {
        const { secrets, settings, app } = await rehearse(name, async (rehearsal, written) => {
            const ask = (value) => rehearsal.server.request('GET', presented[variable](value)[0], { headers: presented[variable](value)[1] });
            assert.equal((await ask(rehearsal.app[variable])).status, 200, written);
            for (const word of ['OLD', 'NEW']) {
                const expected = rehearsal.settings[variable].includes(rehearsal.secrets[word]) ? 200 : 401;
                assert.equal((await ask(rehearsal.secrets[word])).status, expected, `${word} after: ${written}`);
            }
            const seen = rehearsal.received.seen.length;
            assert.equal(await rehearsal.publish(production.WEBHOOK_SECRET), 200, written);
            await rehearsal.received.reach(seen + 1);
        });
        assert.equal(app[variable], secrets.NEW);
        assert.ok(!settings[variable].includes(secrets.OLD));
    });

test('the requests of an operator\'s old key stand still once the new one is used', () => rehearse('admin-key', async (rehearsal, written) => {
    if (!written.startsWith('operator') || rehearsal.app.ADMIN_API_KEY !== rehearsal.secrets.NEW)
        return;
    const requests = async () => {
        const [path, headers] = presented.ADMIN_API_KEY(rehearsal.secrets.NEW);
        const { keys } = JSON.parse((await rehearsal.server.request('GET', path, { headers })).body);
        return Object.fromEntries(keys.map((key) => [key.name, key.requests]));
    };
    const before = await requests();
    const after = await requests();
    assert.equal(after.anna, before.anna, written);
    assert.ok(after['anna-2'] > before['anna-2'], written);
}));

test('production does not start with a short secret, unless it comes as a digest', async () => {
    const { SHORT, DIGEST } = makeSecrets();
    const digestCommand = /`(printf [^`]*sha256sum)`/.exec(await readFile(join(repository, 'docs/security.md'), 'utf8'))[1];
    const { stdout } = await run('bash', ['-c', digestCommand], { env: { OLD_SECRET: SHORT } });
    assert.equal(stdout.split(' ')[0], DIGEST);

    const settings = { ...production, PORT: await freePort() };
    const refused = await runBinary(['check-config'], { ...settings, WEBHOOK_SECRET: SHORT });
    assert.notEqual(refused.code, 0);
    assert.match(refused.output, /WEBHOOK_SECRET: entry 1 has 14 characters; production needs at least 16/);
    assert.ok(!refused.output.includes(SHORT));
    const bridged = await runBinary(['check-config'], { ...settings, WEBSOCKET_API_KEYS: `short=sha256:${DIGEST}` });
    assert.equal(bridged.code, 0, bridged.output);
});
