// Who takes part in the tests: a client that is nobody, and the backend that publishes to it.

import { createHmac } from 'node:crypto';

import { Centrifuge, webSocketOf, webSocketUrl } from './packages.mjs';

/** How long anything may take, in milliseconds. */
export const patience = 20_000;

// Signed in as nobody that exists: the server subscribes a user to the own channel, which is durable.
const user = 'deployment-check';
export const channel = `user:${user}`;

/** `audience` and `issuer` go into the token where the server asks for them. */
function token({ tokenSecret, audience, issuer }, lifetime) {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: user, iat: now, exp: now + lifetime, aud: audience, iss: issuer };  // JSON leaves out what is undefined
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createHmac('sha256', tokenSecret).update(signed).digest('base64url')}`;
}

/** A client that is not connected yet; its token lives for `lifetime` seconds and is renewed. */
export function makeClient(wanted, lifetime = 300) {
    const client = new Centrifuge(webSocketUrl(wanted.url), {
        getToken: async () => token(wanted, lifetime), websocket: webSocketOf(wanted.origin), timeout: patience,
    });
    client.on('error', () => {});  // shows as an arrival that does not come
    return client;
}

export async function publish({ url, key }, data) {
    const reply = await fetch(`${url}/api/publish`, {
        method: 'POST', redirect: 'error', signal: AbortSignal.timeout(patience),
        headers: { 'X-API-Key': key, 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
    });
    const body = await reply.text();
    if (reply.status !== 200 || JSON.parse(body).error)
        throw new Error(`publishing is answered with ${reply.status}: ${body.slice(0, 200)}`);
}
