// A real SDK client gets what is published, also what it missed.

import { randomUUID } from 'node:crypto';

import { channel, makeClient, patience, publish } from './parties.mjs';

/** The milliseconds until `event` came with what `wanted` accepts. */
function arrival(client, what, event, wanted = () => true) {
    const started = performance.now();
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${what}: nothing within ${patience / 1000} s`)), patience);
        client.on(event, (context) => {
            if (wanted(context)) {
                clearTimeout(timer);
                resolve(Math.round(performance.now() - started));
            }
        });
        client.on('disconnected', ({ code, reason }) => {
            if (event !== 'disconnected' && code !== 0) {
                clearTimeout(timer);
                reject(new Error(`${what}: the server closed with ${code} ${reason}`));
            }
        });
    });
}

const carries = (nonce) => (context) => context.channel === channel && context.data?.check === nonce;

export async function checkDelivery(wanted, report) {
    const client = makeClient(wanted);
    try {
        const connected = arrival(client, 'connecting', 'connected');
        client.connect();
        report(`a client connects (${await connected} ms)`);

        const first = randomUUID();
        const received = arrival(client, 'delivery', 'publication', carries(first));
        await Promise.all([publish(wanted, { check: first }), received]);
        report(`it receives a publication (${await received} ms)`);

        client.disconnect();
        const missed = randomUUID();
        await publish(wanted, { check: missed });
        const recovered = arrival(client, 'recovery', 'publication', carries(missed));
        client.connect();
        report(`it gets what it missed (${await recovered} ms)`);
    } finally {
        client.disconnect();
    }
}
