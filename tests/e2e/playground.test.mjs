// The playground in a real browser: two people, a publication, an ended session, and a page that fits a phone.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './support/browser.mjs';
import { PlaygroundServer } from './support/playground_server.mjs';
import { temporaryFolder } from './support/release.mjs';

let playground, browser, pictures;
before(async () => {
    playground = await new PlaygroundServer().start();
    browser = await launchBrowser();
    pictures = process.env.PLAYGROUND_PICTURES ?? await temporaryFolder();
});
after(async () => {
    await browser?.close();
    await playground?.stop();
});

/** Opens the page and signs in; asserts in `leave` that the browser had nothing to complain of. */
async function visitor(user, { org = '', options = {}, query = '', prepare = () => {} } = {}) {
    const { page, complaints, sockets } = await openPage(browser, playground.url + query, options);
    await prepare(page);
    await page.getByLabel('User').fill(user);
    await page.getByLabel('Organisation', { exact: true }).fill(org);
    await page.getByRole('button', { name: 'Sign in and connect' }).click();
    await phase(page, 'connected');
    return {
        page, sockets,
        log: page.getByRole('log'),
        async leave() {
            assert.deepEqual(complaints, []);
            await page.context().close();
        },
    };
}

const phase = (page, name) => page.locator(`#state[data-phase="${name}"]`).waitFor();

async function subscribe(page, channel) {
    await page.getByLabel('Channel to subscribe to').fill(channel);
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.locator(`li[data-channel="${channel}"][data-phase="connected"]`).waitFor();
}

async function publish(page, channel, text, as = 'your backend') {
    await page.getByLabel('Publish to').fill(channel);
    await page.getByRole('radio', { name: as }).check();
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Publish' }).click();
}

const wideness = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('two people: one publishes, the other sees it; an ended session closes its socket; a new one goes on', async () => {
    const anna = await visitor('anna');
    const ben = await visitor('ben');
    for (const { page } of [anna, ben]) {
        await subscribe(page, 'public:news');
        await subscribe(page, 'room:lobby');
    }

    await publish(anna.page, 'public:news', 'The gallery opens at nine.');
    const message = ben.log.locator('li.message', { hasText: 'The gallery opens at nine.' });
    await message.waitFor();
    assert.equal(await message.locator('.offset').textContent(), '#1');
    await publish(ben.page, 'room:lobby', '{"mood":"curious"}', 'this client');
    await anna.log.locator('li.message', { hasText: '{"mood":"curious"}' }).filter({ hasText: 'ben' }).waitFor();

    await ben.page.getByRole('button', { name: 'End the session' }).click();
    await phase(ben.page, 'closed');
    assert.equal(await ben.page.locator('#phase').textContent(), 'Closed with 3500');
    await ben.log.getByText('3500 invalid token').waitFor();
    assert.equal(await anna.page.locator('#state').getAttribute('data-phase'), 'connected');

    // The old session's token opens nothing any more, a new session does.
    await ben.page.getByRole('button', { name: 'Try this one again' }).click();
    await ben.page.waitForFunction(() => document.querySelectorAll('#entries li[data-phase="closed"]').length === 2);
    await ben.page.getByRole('button', { name: 'Start a new session' }).click();
    await phase(ben.page, 'connected');
    await ben.page.locator('li[data-channel="public:news"][data-phase="connected"]').waitFor();
    await publish(anna.page, 'user:ben', 'welcome back');
    await ben.log.locator('li.message', { hasText: 'welcome back' }).waitFor();
    await anna.leave();
    await ben.leave();
});

test('what was published while it was away is recovered', async () => {
    const { page, log, leave } = await visitor('chris', { org: 'acme' });
    await subscribe(page, 'org:acme:images');
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await phase(page, 'idle');
    await publish(page, 'org:acme:images', 'meanwhile');
    await page.getByText('Published to org:acme:images at offset 1.').waitFor();
    assert.equal(await log.getByText('meanwhile').count(), 0);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await log.getByText('meanwhile').waitFor();
    await log.getByText('Recovered what was missed in org:acme:images').waitFor();
    await page.locator('li[data-channel="org:acme:images"]').getByText('recovered', { exact: true }).waitFor();
    await leave();
});

test('a token that ends is refreshed over the same socket', async () => {
    const { page, log, sockets, leave } = await visitor('dora', {
        query: '/?lifetime=15', prepare: (opened) => opened.clock.install(),
    });
    await page.clock.fastForward(16000);
    await log.getByText('Token refreshed').waitFor();
    assert.equal(await page.locator('#refreshes').textContent(), 'once');
    assert.equal(sockets.length, 1);
    await leave();
});

test('what the server refuses is said where it was asked for', async () => {
    const { page, log, leave } = await visitor('eve');
    await publish(page, 'nobody:1', 'hello');
    await page.getByText('Not published: 102 unknown channel').waitFor();
    await page.getByLabel('Channel to subscribe to').fill('org:acme:images');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await log.getByText('from org:acme:images: 103 permission denied').waitFor();
    await page.getByRole('button', { name: 'Leave org:acme:images' }).click();
    assert.equal(await page.locator('li[data-channel="org:acme:images"]').count(), 0);
    await page.getByRole('button', { name: 'Sign out here' }).click();
    await page.getByRole('button', { name: 'Sign in and connect' }).waitFor();
    await leave();
});

test('whoever signs in before the page has started stays on it', async () => {
    const { page, complaints } = await openPage(browser, 'about:blank');
    let goOn;
    const held = new Promise((resolve) => { goOn = resolve; });
    await page.route('**/dev/info', async (route) => {
        await held;
        await route.continue();
    });
    await page.goto(playground.url);
    const address = page.url();
    await page.getByLabel('User').press('Enter');
    await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 100); }));
    assert.equal(page.url(), address);
    goOn();
    await page.locator('#sign-in:not([inert])').waitFor();
    await page.getByLabel('User').press('Enter');
    await phase(page, 'connected');
    assert.deepEqual(complaints, []);
    await page.context().close();
});

test('the keyboard is enough, and the code is there to copy', async () => {
    const { page, complaints } = await openPage(browser, playground.url);
    await page.locator('#sign-in:not([inert])').waitFor();
    await page.getByLabel('User').press('Enter');
    await phase(page, 'connected');
    await page.getByLabel('Message', { exact: true }).fill('typed');
    await page.getByLabel('Message', { exact: true }).press('Enter');
    await page.getByText(/^Published to public:news at offset \d+\.$/).waitFor();

    const tab = page.getByRole('tab', { selected: true });
    assert.equal(await tab.textContent(), 'app/realtime.tsx');
    await page.getByRole('tabpanel').getByText('RealtimeProvider').first().waitFor();
    await tab.press('ArrowLeft');
    await page.getByRole('tabpanel').getByText('NEXT_PUBLIC_WEBSOCKET_URL').waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^WEBSOCKET_API_KEY=/m);

    // Where the browser keeps the clipboard to itself, what would be copied is selected.
    await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); });
    await page.getByRole('tab', { name: 'lib/notify.ts' }).click();
    await page.getByRole('tabpanel').getByText('export').first().waitFor();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Selected: copy it' }).waitFor();
    assert.match(await page.evaluate(() => getSelection().toString()), /export async function notify/);
    assert.deepEqual(complaints, []);
    await page.context().close();
});

for (const colorScheme of ['light', 'dark'])
    for (const [name, viewport] of Object.entries({ desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }))
        test(`it fits: ${name}, ${colorScheme}`, async () => {
            const { page, log, leave } = await visitor('anna', { org: 'acme', options: { viewport, colorScheme } });
            await subscribe(page, 'org:acme:images');
            await publish(page, 'org:acme:images', `{"job":"img_2041","url":"https://cdn.example.com/${'x'.repeat(200)}"}`);
            await log.locator('li.message').waitFor();
            assert.equal(await wideness(page), 0);
            await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true });
            await page.getByRole('button', { name: 'End the session' }).click();
            await phase(page, 'closed');
            assert.equal(await wideness(page), 0);
            await page.screenshot({ path: join(pictures, `${name}-${colorScheme}-closed.png`), fullPage: true });
            await leave();
        });
