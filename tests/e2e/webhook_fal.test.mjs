// fal's deliveries: Ed25519 over a digest, with keys that fal publishes and changes.

import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { closeClients, collect, connectedClient, subscribed } from './support/sdk.mjs';
import { apiKey, startServer } from './support/server.mjs';

const account = 'user-us';
const makeKey = () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    return { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
};
const key = makeKey();
const stranger = makeKey();

let published = 0; // how often the keys were asked for
let isDown = true;
let server;
const keyServer = createServer((request, response) => {
    ++published;
    response.writeHead(isDown ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ keys: [key.jwk] }));
});

before(async () => {
    keyServer.listen(0, '127.0.0.1');
    await once(keyServer, 'listening');
    server = await startServer({
        FAL_JWKS_URL: `http://127.0.0.1:${keyServer.address().port}/jwks.json`, FAL_USER_ID: account,
    });
});
after(async () => {
    closeClients();
    await server?.stop();
    keyServer.close();
});

/** A callback of fal's: {headers, body}. */
function delivery(event, { signer = key, user = account, id = event.request_id } = {}) {
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHash('sha256').update(body).digest('hex');
    const text = [id, user, timestamp, digest].join('\n');
    return {
        body,
        headers: {
            'X-Fal-Webhook-Request-Id': id,
            'X-Fal-Webhook-User-Id': user,
            'X-Fal-Webhook-Timestamp': timestamp,
            'X-Fal-Webhook-Signature': sign(null, Buffer.from(text), signer.privateKey).toString('hex'),
        },
    };
}

const done = (id) => ({
    request_id: id, gateway_request_id: `g-${id}`, status: 'OK', error: null,
    payload: { images: [{ url: 'https://cdn.example.com/a.png' }] },
});
const status = async (sent) => (await server.request('POST', '/webhooks/fal', sent)).status;
const register = (id, channel) => server.request('POST', '/api/jobs', {
    headers: { 'X-API-Key': apiKey },
    body: JSON.stringify({ provider: 'fal', job_id: id, user: 'anna', channel }),
});

test('without keys fal is asked to come again, and the key server is left alone meanwhile', async () => {
    assert.equal(published, 0, 'nobody is asked before a delivery comes');
    for (let i = 0; i < 5; ++i)
        assert.equal(await status(delivery(done('early'))), 503);
    assert.equal(published, 1);
    isDown = false;
});

test('a finished job reaches its owner, once', async () => {
    // The next fetch is allowed ten seconds after the one that failed.
    await server.stop();
    server = await startServer({
        FAL_JWKS_URL: `http://127.0.0.1:${keyServer.address().port}/jwks.json`, FAL_USER_ID: account,
    });
    const channel = 'task:fal-1';
    assert.equal((await register('fal-1', channel)).status, 200);
    const news = collect(await subscribed(await connectedClient(server, 'anna'), channel), 'publication');
    const finished = delivery(done('fal-1'));
    assert.equal(await status(finished), 200);
    assert.equal(await status(finished), 200);
    await server.api('publish', { channel, data: 'last' });
    await news.reach(2);
    assert.deepEqual(news.seen.map(({ data }) => data), [
        { job_id: 'fal-1', state: 'succeeded', terminal: true, outputs: ['https://cdn.example.com/a.png'] }, 'last',
    ]);
});

test('other keys, other customers and other jobs are refused', async () => {
    await register('fal-2', 'task:fal-2');
    assert.equal(await status(delivery(done('fal-2'), { signer: stranger })), 401);
    assert.equal(await status(delivery(done('fal-2'), { user: 'user-them' })), 401);
    assert.equal(await status(delivery(done('fal-2'), { id: 'fal-3' })), 400);
    const tampered = delivery(done('fal-2'));
    assert.equal(await status({ ...tampered, body: tampered.body.replace('a.png', 'b.png') }), 401);
    assert.equal(await status(delivery(done('nobody-knows'))), 503);
    assert.equal(await status(delivery(done('fal-2'))), 200);
});
