// A real SDK client gets what is published, also what it missed.

import { createHmac, randomUUID } from 'node:crypto';

import { Centrifuge, webSocketOf, webSocketUrl } from './packages.mjs';

const patience = 20_000;

// Signed in as nobody that exists: the server subscribes a user to the own channel, which is durable.
const user = 'deployment-check';
const channel = `user:${user}`;

function token(secret) {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: user, iat: now, exp: now + 300 })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function publish({ url, key }, data) {
    const reply = await fetch(`${url}/api/publish`, {
        method: 'POST', redirect: 'error', signal: AbortSignal.timeout(patience),
        headers: { 'X-API-Key': key, 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
    });
    const body = await reply.text();
    if (reply.status !== 200 || JSON.parse(body).error)
        throw new Error(`publishing is answered with ${reply.status}: ${body.slice(0, 200)}`);
}

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
    const client = new Centrifuge(webSocketUrl(wanted.url), {
        token: token(wanted.tokenSecret), websocket: webSocketOf(wanted.origin), timeout: patience,
    });
    client.on('error', () => {});  // shows as an arrival that does not come
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
