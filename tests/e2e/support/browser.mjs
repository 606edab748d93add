// Debian's Chromium, and pages whose complaints are kept.

import { chromium } from 'playwright-core';

/** A browser without a window; close() ends it. `scripts/setup browser` installs it. */
export const launchBrowser = () => chromium.launch({
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    args: [
        '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
        '--disable-dev-shm-usage', '--no-first-run',
    ],
});

/**
 * A page of its own context: `complaints` are the errors and warnings of its console and what it threw,
 * `sockets` the WebSockets it opened.
 */
export async function openPage(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    const complaints = [];
    const sockets = [];
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
            complaints.push(message.text());
    });
    page.on('pageerror', (failure) => complaints.push(failure.stack));
    page.on('websocket', (socket) => sockets.push(socket));
    await page.goto(url);
    return { page, complaints, sockets };
}
