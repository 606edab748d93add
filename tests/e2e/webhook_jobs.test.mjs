// Image jobs: registered by the backend, called back by Replicate, seen by their owner.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Webhook } from 'standardwebhooks';

import { closeClients, collect, connectedClient, next, subscribed } from './support/sdk.mjs';
import { apiKey, startServer } from './support/server.mjs';
import { inSeconds, sign } from './support/tokens.mjs';

const secret = `whsec_${Buffer.alloc(32, 'r').toString('base64')}`;

let server;
before(async () => { server = await startServer({ REPLICATE_WEBHOOK_SECRET: secret }); });
after(async () => {
    closeClients();
    await server?.stop();
});

let unique = 0;
const newId = () => `msg_${++unique}`;

/** The status of Replicate's callback with this prediction. */
async function callBack(prediction, { id = newId(), query = '' } = {}) {
    const body = JSON.stringify({ version: 'v', input: {}, error: null, logs: null, ...prediction });
    const at = new Date();
    const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
    };
    return (await server.request('POST', `/webhooks/replicate${query}`, { headers, body })).status;
}

const register = (job) => server.request('POST', '/api/jobs', {
    headers: { 'X-API-Key': apiKey }, body: JSON.stringify({ provider: 'replicate', ...job }),
});

test('a registered job is followed by its owner, up to its end', async () => {
    const channel = 'task:p1';
    assert.equal(await callBack({ id: 'p1', status: 'starting' }, { id: 'msg_early' }), 503);
    assert.equal((await register({ job_id: 'p1', user: 'anna', channel })).status, 200);
    assert.equal((await register({ job_id: 'p1', user: 'ben', channel })).status, 409);

    const news = collect(await subscribed(await connectedClient(server, 'anna'), channel), 'publication');
    const strangers = (await connectedClient(server, 'ben')).newSubscription(channel);
    const refused = next(strangers, 'unsubscribed');
    strangers.subscribe();
    assert.equal((await refused).code, 103);

    assert.equal(await callBack({ id: 'p1', status: 'starting' }, { id: 'msg_early' }), 200); // sent again
    assert.equal(await callBack({ id: 'p1', status: 'processing', output: null }), 200);
    const output = ['https://cdn.example.com/a.png', 'http://127.0.0.1/secret'];
    assert.equal(await callBack({ id: 'p1', status: 'succeeded', output }, { id: 'msg_end' }), 200);
    assert.equal(await callBack({ id: 'p1', status: 'succeeded', output }, { id: 'msg_end' }), 200);
    assert.equal(await callBack({ id: 'p1', status: 'processing' }), 200); // late
    await server.api('publish', { channel, data: 'last' });

    await news.reach(4);
    assert.deepEqual(news.seen.map(({ data }) => data.state ?? data), ['queued', 'running', 'succeeded', 'last']);
    assert.deepEqual(news.seen[2].data, {
        job_id: 'p1', state: 'succeeded', terminal: true, outputs: ['https://cdn.example.com/a.png'],
    });
});

test('ten copies of a callback are one publication', async () => {
    const channel = 'task:copies';
    await register({ job_id: 'copies', user: 'carl', channel });
    const news = collect(await subscribed(await connectedClient(server, 'carl'), channel), 'publication');
    const id = newId();
    const statuses = await Promise.all([...Array(10)].map(() => callBack({ id: 'copies', status: 'processing' }, { id })));
    assert.ok(statuses.includes(200) && statuses.every((status) => status === 200 || status === 503), `${statuses}`);
    await server.api('publish', { channel, data: 'last' });
    await news.reach(2);
    assert.equal(news.seen.length, 2);
});

test('a token in the callback\'s URL names the channel', async () => {
    const channel = 'public:tokened';
    const news = collect(await subscribed(await connectedClient(server, 'dora'), channel), 'publication');
    const token = sign({ channel, exp: inSeconds(60) });
    assert.equal(await callBack({ id: 'p3', status: 'failed', error: 'out of memory' }, { query: `?job=${token}` }), 200);
    const [{ data }] = await news.reach(1);
    assert.deepEqual(data, { job_id: 'p3', state: 'failed', terminal: true, outputs: [], error: 'out of memory' });
    assert.equal(await callBack({ id: 'p4', status: 'failed' }, { query: `?job=${token}x` }), 401);
    assert.ok(!server.text.includes(token), 'a token is in the log');
});

test('a signature is needed even for a registered job', async () => {
    await register({ job_id: 'p5', user: 'anna', channel: 'task:p5' });
    const body = JSON.stringify({ id: 'p5', status: 'succeeded', output: null });
    assert.equal((await server.request('POST', '/webhooks/replicate', { body })).status, 400);
});
