// The code of docs/frontend.md, run: its components in Chromium under StrictMode, its backend as modules.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './support/browser.mjs';
import { filesOf } from './support/docs.mjs';
import { bundlePage, importBackend, serveApp, writeApp } from './support/next_app.mjs';
import { repository, run } from './support/release.mjs';
import { apiKey, freePort, startBareServer } from './support/server.mjs';

const webhookSecret = 'webhook-secret-of-more-than-32-characters';
const anna = { userId: 'user_anna', sessionId: 'sess_1', orgId: 'org_1' };

let folder, app, server, settings, script, route, browser;
before(async () => {
    folder = await writeApp();
    route = await importBackend(folder, 'app/api/news/route.ts');
    app = await serveApp({ 'POST /api/news': (request) => route.POST(request) }, () => script);
    settings = {
        NODE_ENV: 'development', PORT: await freePort(), FRONTEND_URL: app.origin, LOG_FORMAT: 'json',
        DATABASE_URL: ':memory:', WEBHOOK_SECRET: webhookSecret, WEBSOCKET_API_KEYS: apiKey,
    };
    server = await startBareServer(settings, folder);
    script = await bundlePage(folder, server.url);
    Object.assign(process.env, { WEBSOCKET_URL: server.url, WEBSOCKET_API_KEY: apiKey });
    browser = await launchBrowser();
});
after(async () => {
    await browser?.close();
    app?.stop();
    await server?.stop();
});

const connections = async () => (await server.api('info')).result.nodes[0].num_clients;
const news = (channel, text) => server.api('publish', { channel, data: { id: text, text, from: 'backend' } });

/** The page, signed in as anna unless told otherwise; asserts in the end that it had nothing to complain of. */
async function withPage(body, who = anna) {
    const opened = await openPage(browser, app.origin);
    const { page } = opened;
    const signIn = (session) => page.evaluate((value) => window.signIn(value), session ?? undefined);
    const shows = (text, place = '#news-0') => page.locator(place).getByText(text, { exact: true }).waitFor();
    await page.waitForFunction(() => window.signIn !== undefined);
    await signIn(who);
    try {
        await body({ ...opened, signIn, shows });
        assert.deepEqual(opened.complaints, []);
    } finally {
        await page.context().close();
        globalThis.signedIn = undefined;
    }
    while (await connections() > 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
}

test('the playground shows the same files', async () => {
    const shown = join(repository, 'libws/src/server/playground');
    const panel = await readFile(join(shown, 'code_panel.js'), 'utf8');
    const names = panel.match(/const files = \[([^\]]*)\]/)[1].match(/[^', \n]+/g);
    const files = await filesOf('frontend.md');
    assert.deepEqual(names.toSorted(), [...files.keys()].toSorted());
    for (const [name, text] of files) {
        const snippet = `snippets/${name.replaceAll('/', '_').replace(/^\./, '')}.txt`;
        assert.equal(await readFile(join(shown, snippet), 'utf8'), text, `${snippet} is not what docs/frontend.md says`);
    }
});

test('the types hold', async () => {
    const { code, output } = await run('node_modules/.bin/tsc', ['--project', folder], { cwd: join(repository, 'tests/e2e') });
    assert.equal(code, 0, output);
});

test('the address that is given becomes that of the WebSocket', async () => {
    const { websocketUrl } = await importBackend(folder, 'app/realtime.tsx');
    assert.equal(websocketUrl('https://ws.example.com'), 'wss://ws.example.com/connection/websocket');
    assert.equal(websocketUrl('https://ws.example.com/'), 'wss://ws.example.com/connection/websocket');
    assert.equal(websocketUrl('http://127.0.0.1:8080'), 'ws://127.0.0.1:8080/connection/websocket');
    assert.throws(() => websocketUrl(undefined), /NEXT_PUBLIC_WEBSOCKET_URL/);
});

test('StrictMode opens one socket, however many components listen', () => withPage(async ({ page, sockets, shows }) => {
    await shows('connected');
    await page.evaluate(() => window.mount(2));
    await shows('connected', '#news-1');
    await news('org:org_1:news', 'once');
    await shows('backend: once');
    await shows('backend: once', '#news-1');
    assert.equal(sockets.length, 1);
    assert.equal(await connections(), 1);
    assert.ok((await page.evaluate(() => window.tokens)).every(({ skipCache }) => skipCache));

    // The one that stays goes on listening, the last one takes the connection along.
    await page.evaluate(() => window.mount(1));
    await news('org:org_1:news', 'twice');
    await shows('backend: twice');
    await page.evaluate(() => window.unmount());
    while (await connections() > 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
}));

test('what a page sends to the route handler reaches the organisation', () => withPage(async ({ page, shows }) => {
    await shows('connected');
    globalThis.signedIn = anna;
    await page.getByLabel('News').fill('hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await shows('user_anna: hello');
}));

test('another organisation, and what the server says to the user alone', () => withPage(async ({ signIn, shows, page }) => {
    const { notify } = await importBackend(folder, 'lib/notify.ts');
    await shows('connected');
    await signIn({ ...anna, orgId: 'org_2' });
    await shows('connected');
    process.env.WEBSOCKET_API_KEY = webhookSecret;
    try {
        await notify('user_anna', { text: 'only you' }, 'notice-1');
        await notify('user_anna', { text: 'only you' }, 'notice-1');
        await shows('only you');
        await assert.rejects(notify('user_anna', { text: 'other' }, 'notice-1'), /409/);
    } finally {
        process.env.WEBSOCKET_API_KEY = apiKey;
    }
    await news('org:org_1:news', 'of the first');
    await news('org:org_2:news', 'of the second');
    await shows('backend: of the second');
    assert.equal(await page.getByText('of the first').count(), 0);
    const { offset } = (await server.api('history', { channel: 'user:user_anna', limit: 10 })).result;
    assert.equal(offset, 1);
}));

test('a session that ends takes the connection along, another one brings it back', () => withPage(async ({ signIn, shows, sockets }) => {
    await shows('connected');
    await signIn();
    await shows('disconnected');
    while (await connections() > 0)
        await new Promise((resolve) => setTimeout(resolve, 20));
    await signIn({ ...anna, sessionId: 'sess_2' });
    await shows('connected');
    assert.equal(sockets.length, 2);

    await server.api('disconnect', { user: 'user_anna' });
    await shows('disconnected: 3503 force disconnect');
    await signIn({ ...anna, sessionId: 'sess_3' });
    await shows('connected');
}));

test('no token for now, as Clerk says while the page is offline: the SDK asks until there is one', () => withPage(async ({ page, shows, sockets, signIn }) => {
    await shows('connected');
    let asked = 0;
    await page.route('**/dev/token*', (request) => (++asked <= 2 ? request.fulfill({ json: { token: null } }) : request.continue()));
    await signIn({ ...anna, sessionId: 'sess_4' });
    await shows('connecting');
    await shows('connected');
    assert.equal(asked, 3);
    assert.equal(sockets.length, 2);

    // The session has ended, and the page hears of that a moment later.
    await page.unroute('**/dev/token*');
    await page.route('**/dev/token*', (request) => request.fulfill({ json: { token: null } }));
    await signIn({ ...anna, sessionId: 'sess_5' });
    await shows('connecting');
    await signIn();
    await shows('disconnected');
    assert.equal(sockets.length, 2);
}));

test('a server that forgot what was missed: the page loads anew', () => withPage(async ({ page, complaints, shows }) => {
    await shows('connected');
    await news('org:org_1:news', 'before');
    await shows('backend: before');
    await server.stop();
    server = await startBareServer(settings, folder);
    await page.waitForFunction(() => window.reloads > 0);
    await news('org:org_1:news', 'after');
    await shows('backend: after');
    // The browser itself tells of attempts while there was no server.
    const own = complaints.filter((text) => !text.includes('WebSocket connection to'));
    complaints.splice(0, complaints.length, ...own);
}));

const ask = (body) => route.POST(new Request('http://localhost/api/news', { method: 'POST', body }));

test('the route handler lets in who is signed in, and takes what it can use', async () => {
    assert.equal((await ask('{"text":"a","id":"1"}')).status, 401);
    globalThis.signedIn = { userId: 'user_anna', orgId: 'org_3' };
    for (const body of ['', '[]', 'null', '7', '{"text":"a"}', '{"text":1,"id":"1"}', `{"text":"a","id":"${'x'.repeat(300)}"}`, '{"text":"a","id":""}'])
        assert.equal((await ask(body)).status, 400, body);
    for (let repeat = 0; repeat < 2; ++repeat)
        assert.equal((await ask('{"text":"a","id":"1"}')).status, 200);
    globalThis.signedIn = undefined;
    const { result } = await server.api('history', { channel: 'org:org_3:news', limit: 10 });
    assert.deepEqual(result.publications.map(({ data }) => data), [{ id: '1', text: 'a', from: 'user_anna' }]);
});

test('publish tells what is wrong, and tries again what may pass', async () => {
    const { publish } = await importBackend(folder, 'lib/publish.ts');
    const { offset } = await publish('public:news', { text: 'a' });
    assert.equal(offset, 1);
    await assert.rejects(publish('nobody:1', {}), /publishing to nobody:1: 102 unknown channel/);

    const answers = [503, 'cut', 200];
    const asked = [];
    const moody = http.createServer(async (request, reply) => {
        asked.push(JSON.parse(Buffer.concat(await Array.fromAsync(request))).idempotency_key);
        const next = answers.shift();
        if (next === 'cut')
            reply.destroy();
        else
            reply.writeHead(next).end('{"result":{"offset":7}}');
    });
    await new Promise((resolve) => moody.listen(0, '127.0.0.1', resolve));
    process.env.WEBSOCKET_URL = `http://127.0.0.1:${moody.address().port}`;
    try {
        assert.deepEqual(await publish('public:news', {}), { offset: 7 });
        assert.equal(new Set(asked).size, 1, 'another attempt has another id');
        assert.equal(asked.length, 3);
        answers.push(401);
        await assert.rejects(publish('public:news', {}), /publishing to public:news: 401/);
        assert.equal(asked.length, 4);
        answers.push(503, 503, 503);
        await assert.rejects(publish('public:news', {}), /503/);
    } finally {
        process.env.WEBSOCKET_URL = server.url;
        moody.closeAllConnections();
        moody.close();
    }
});
