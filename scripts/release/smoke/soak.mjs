// A few clients that stay for some minutes: leaks of sockets, restarts and losses that a first look does not show.

import { health } from './health.mjs';
import { channel, makeClient, publish } from './parties.mjs';

const crowd = 5;
/** Their tokens are renewed several times in the shortest soak that is of use. */
const tokenLifetime = 60;
/** How long they may take to connect, and to get what is still on its way, in milliseconds. */
const settling = 10_000;
/** A drain sends clients away with this; it is no fault. */
const shutdown = 3001;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One client, and what happened to it. */
class Stayer {
    numbers = [];
    closes = 0;
    end = undefined;

    constructor(wanted, run) {
        this.client = makeClient(wanted, tokenLifetime);
        this.client.on('publication', (context) => {
            if (context.channel === channel && context.data?.soak === run)
                this.numbers.push(context.data.number);
        });
        this.client.on('connecting', ({ code }) => { this.closes += this.#wasConnected && code !== shutdown ? 1 : 0; });
        this.client.on('connected', () => { this.#wasConnected = true; });
        this.client.on('disconnected', ({ code, reason }) => { this.end ??= code ? `${code} ${reason}` : undefined; });
    }

    #wasConnected = false;

    /** What is wrong with it after `published` publications, or undefined. */
    complaint(published) {
        if (this.end)
            return `the server closed with ${this.end}`;
        if (this.client.state !== 'connected')
            return 'it is not connected';
        const wanted = Array.from({ length: published }, (_, number) => number);
        const missing = wanted.filter((number) => !this.numbers.includes(number));
        if (missing.length)
            return `it lacks ${missing.length} of ${published} publications`;
        return this.numbers.join() === wanted.join() ? undefined : 'its publications are out of order, or came twice';
    }
}

/** Waits until nobody has anything to complain of; gives the last complaints when that does not come. */
async function complaintsOf(stayers, published) {
    const deadline = Date.now() + settling;
    let complaints;
    do {
        complaints = stayers.map((stayer, index) => [index + 1, stayer.complaint(published)]).filter(([, wrong]) => wrong);
        if (!complaints.length)
            return [];
        await pause(50);
    } while (Date.now() < deadline);
    return complaints.map(([number, wrong]) => `client ${number}: ${wrong}`);
}

/** Whether one process has served from `before` on; both are what /health said. */
function checkUptime(before, after, seconds) {
    if (after.release !== before.release)
        throw new Error(`another commit took over meanwhile: '${after.release}' in place of '${before.release}'`);
    // It counts whole seconds.
    if (after.uptime_seconds < before.uptime_seconds + Math.floor(seconds) - 1)
        throw new Error(`it was restarted: up for ${after.uptime_seconds} s, and for ${before.uptime_seconds} s when this began`);
}

export async function checkSoak(wanted, report) {
    if (!wanted.soak)
        return;
    const run = crypto.randomUUID();
    const stayers = Array.from({ length: crowd }, () => new Stayer(wanted, run));
    let published = 0;
    try {
        const before = await health(wanted);
        const started = performance.now();
        stayers.forEach(({ client }) => client.connect());
        await Promise.all(stayers.map(({ client }, index) => client.ready(settling).catch(({ message }) => {
            throw new Error(`client ${index + 1} does not connect: ${message}`);
        })));
        while (performance.now() - started < wanted.soak) {
            await publish(wanted, { soak: run, number: published++ });
            await pause(Math.min(10_000, wanted.soak / 10));
        }
        const complaints = await complaintsOf(stayers, published);
        if (complaints.length)
            throw new Error(complaints.join('; '));
        // The platform's edge cuts every socket now and then, and all at once: one for each is not the server's fault.
        const closes = stayers.reduce((sum, stayer) => sum + stayer.closes, 0);
        if (closes > crowd)
            throw new Error(`${crowd} clients were cut off ${closes} times`);
        checkUptime(before, await health(wanted), (performance.now() - started) / 1000);
        report(`${crowd} clients stay for ${wanted.soak / 60_000} minutes: ${published} publications each, cut off ${closes} times`);
    } finally {
        stayers.forEach(({ client }) => client.disconnect());
    }
}
