// Deliveries signed by the real libraries, posted to the real server, and what they do to real clients.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

import { clerkSettings, KeyServer, makeKey, mintToken } from './support/clerk.mjs';
import { closeClients, collect, connectedClient, next, sdkClient, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';

const clerkSecret = `whsec_${Buffer.alloc(32, 'c').toString('base64')}`;
const appSecret = 'an-app-secret-of-more-than-32-characters';
const permissions = { fea: 'o:images', o: { id: 'org_1', rol: 'member', slg: 'acme', per: 'read', fpm: '1' } };

let unique = 0;
const newId = () => `msg_${process.pid}_${++unique}`;

/** A delivery as Svix signs it: {headers, body}. */
function svixDelivery(event, { id = newId(), secret = clerkSecret, at = new Date() } = {}) {
    const body = JSON.stringify(event);
    return {
        body,
        headers: {
            'svix-id': id,
            'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
            'svix-signature': new SvixWebhook(secret).sign(id, at, body),
        },
    };
}

const clerkEvent = (type, data) => ({
    type, object: 'event', timestamp: Date.now(), instance_id: 'ins_test', data,
});

let key, keyServer, server;
before(async () => {
    key = makeKey();
    keyServer = await new KeyServer([key]).start();
    server = await startServer({
        ...clerkSettings(keyServer),
        CLERK_WEBHOOK_SIGNING_SECRET: clerkSecret,
        WEBHOOK_SECRET: appSecret,
        CHANNELS: { images: { access: 'org', permission: 'org:images:read' } },
    });
});
after(async () => {
    closeClients();
    keyServer.stop();
    await server.stop();
    for (const secret of [clerkSecret, appSecret])
        assert.ok(!server.text.includes(secret));
});

const post = (provider, { headers, body }) => server.request('POST', `/webhooks/${provider}`, { headers, body });
const status = async (provider, delivery) => (await post(provider, delivery)).status;

let people = 0;
/** Somebody signed in: {client, user, session, token}. */
async function signedIn(claims = {}) {
    const user = `user_${++people}`;
    const session = `sess_${people}`;
    const token = mintToken(key, { sub: user, sid: session, ...claims });
    const client = sdkClient(server, { token });
    client.connect();
    await client.ready(20000);
    return { client, user, session, token };
}

/** The code with which a connect with this token ends. */
async function endOf(token) {
    const client = sdkClient(server, { token });
    const ended = next(client, 'disconnected');
    client.connect();
    return (await ended).code;
}

describe('Clerk', () => {
    test('a revoked session closes its sockets, and its token does not come back', async () => {
        const one = await signedIn();
        const other = await signedIn();
        const ended = next(one.client, 'disconnected');
        const event = clerkEvent('session.revoked', { id: one.session, user_id: one.user, status: 'revoked' });
        const began = performance.now();
        assert.equal(await status('clerk', svixDelivery(event)), 200);
        assert.equal((await ended).code, 3500);
        console.log(`closed ${(performance.now() - began).toFixed(0)} ms after the delivery was sent`);
        assert.equal(await endOf(one.token), 3500);
        assert.equal(other.client.state, 'connected');
    });

    test('a banned user is out until a later record says otherwise', async () => {
        const { client, user, token } = await signedIn();
        const record = (banned, updated_at) => svixDelivery(clerkEvent('user.updated', { id: user, banned, locked: false, updated_at }));
        const ended = next(client, 'disconnected');
        assert.equal(await status('clerk', record(true, 2000)), 200);
        assert.equal((await ended).code, 3500);
        assert.equal(await endOf(token), 3500);
        assert.equal(await status('clerk', record(false, 1000)), 200); // late, and older
        assert.equal(await endOf(token), 3500);
        assert.equal(await status('clerk', record(false, 3000)), 200);
        const back = sdkClient(server, { token });
        back.connect();
        await back.ready(20000);
    });

    test('a locked user stays: strangers could lock anybody', async () => {
        const { client, user } = await signedIn();
        await status('clerk', svixDelivery(clerkEvent('user.updated', { id: user, banned: false, locked: true, updated_at: 1 })));
        await server.api('info');
        assert.equal(client.state, 'connected');
    });

    test('a removed member loses the organisation\'s channels and keeps the socket', async () => {
        const { client, user, token } = await signedIn(permissions);
        const events = await subscribed(client, 'org:org_1:events');
        const lost = next(events, 'unsubscribed');
        const membership = { organization: { id: 'org_1' }, public_user_data: { user_id: user }, role: 'org:member' };
        assert.equal(await status('clerk', svixDelivery(clerkEvent('organizationMembership.deleted', membership))), 200);
        assert.equal((await lost).code, 2000);
        assert.equal(client.state, 'connected');

        const again = sdkClient(server, { token });
        again.connect();
        await again.ready(20000);
        const refused = again.newSubscription('org:org_1:events');
        const denied = next(refused, 'unsubscribed');
        refused.subscribe();
        assert.equal((await denied).code, 103);

        assert.equal(await status('clerk', svixDelivery(clerkEvent('organizationMembership.created', membership))), 200);
        const returned = sdkClient(server, { token });
        returned.connect();
        await returned.ready(20000);
        await subscribed(returned, 'org:org_1:events');
    });

    test('a changed role pauses what needs a permission until a new token tells', async () => {
        const { client, user } = await signedIn(permissions);
        const images = await subscribed(client, 'images:org_1:new');
        const paused = next(images, 'subscribing', ({ code }) => code === 2500);
        const membership = { organization: { id: 'org_1' }, public_user_data: { user_id: user }, role: 'org:guest' };
        assert.equal(await status('clerk', svixDelivery(clerkEvent('organizationMembership.updated', membership))), 200);
        await paused;
        await next(images, 'error', ({ error }) => error.code === 100);
        assert.equal(client.state, 'connected');
    });

    test('what is not meant for us is acknowledged', async () => {
        assert.equal(await status('clerk', svixDelivery(clerkEvent('email.created', { id: 'ema_1' }))), 202);
        assert.equal(await status('clerk', svixDelivery(clerkEvent('session.revoked', {}))), 202);
    });
});

const images = 'images:org_1:new';
const second = () => Math.floor(Date.now() / 1000);

/** Of somebody with a role of their own, in an organisation; `dates` are the token's. */
const roleToken = (role, dates = {}) => mintToken(key, {
    sub: `user_${role}`, sid: `sess_${role}`, ...permissions, o: { ...permissions.o, rol: role }, ...dates,
});

/** The delivery that tells of a change of the role ten seconds ago: longer than clocks may differ. */
const roleChange = (role) => svixDelivery({ ...clerkEvent('role.updated', { key: `org:${role}` }), timestamp: Date.now() - 10000 });

async function connected(options) {
    const client = sdkClient(server, options);
    client.connect();
    await client.ready(20000);
    return client;
}

test('a token from before a change does not bring the permission back', async () => {
    const old = roleToken('editor', { iat: second() - 20 });
    const paused = next(await subscribed(await connected({ token: old }), images), 'subscribing', ({ code }) => code === 2500);
    assert.equal(await status('clerk', roleChange('editor')), 200);
    await paused;

    const back = await connected({ token: old });
    await subscribed(back, 'org:org_1:events');
    const refused = back.newSubscription(images);
    const failed = next(refused, 'error');
    refused.subscribe();
    assert.equal((await failed).error.code, 100);
    assert.equal(refused.state, 'subscribing');

    await subscribed(await connected({ token: roleToken('editor') }), images);
});

test('a token from before a change is replaced over the same socket, and the channel opens by itself', async () => {
    assert.equal(await status('clerk', roleChange('painter')), 200);
    let asked = 0;
    const client = await connected({
        token: roleToken('painter', { iat: second() - 57, exp: second() + 3 }),
        getToken: async () => (++asked, roleToken('painter')),
    });
    const lost = collect(client, 'connecting');
    const subscription = client.newSubscription(images, { minResubscribeDelay: 50, maxResubscribeDelay: 200 });
    const waited = next(subscription, 'error');
    subscription.on('error', () => {});
    subscription.subscribe();
    assert.equal((await waited).error.code, 100);
    await subscription.ready(20000);
    assert.equal(asked, 1);
    assert.deepEqual(lost.seen, []);
});

describe('signatures', () => {
    test('a tampered delivery is refused, and does not use up its id', async () => {
        const { client, user, session } = await signedIn();
        const genuine = svixDelivery(clerkEvent('session.removed', { id: session, user_id: user }));
        const ended = next(client, 'disconnected');
        assert.equal(await status('clerk', { ...genuine, body: `${genuine.body} ` }), 401);
        assert.equal(await status('clerk', { ...genuine, headers: { ...genuine.headers, 'svix-id': 'msg_other' } }), 401);
        const foreign = `whsec_${Buffer.alloc(32, 'x').toString('base64')}`;
        const id = genuine.headers['svix-id'];
        assert.equal(await status('clerk', svixDelivery(JSON.parse(genuine.body), { id, secret: foreign })), 401);
        assert.equal(client.state, 'connected');
        assert.equal(await status('clerk', genuine), 200);
        assert.equal((await ended).code, 3500);
    });

    test('old, incomplete, encoded and browsers\' requests are refused', async () => {
        const event = clerkEvent('session.created', { id: 'sess_x' });
        assert.equal(await status('clerk', svixDelivery(event, { at: new Date(Date.now() - 310000) })), 400);
        const { headers, body } = svixDelivery(event);
        assert.equal(await status('clerk', { headers: { 'svix-id': headers['svix-id'] }, body }), 400);
        assert.equal(await status('clerk', { headers: { ...headers, Origin: 'http://localhost:3000' }, body }), 403);
        assert.equal(await status('clerk', { headers: { ...headers, 'Content-Encoding': 'gzip' }, body }), 415);
        assert.equal(await status('clerk', { headers, body: 'x'.repeat(256 * 1024 + 1) }), 413);
        assert.equal((await server.request('GET', '/webhooks/clerk')).status, 405);
        assert.equal(await status('nobody', { headers, body }), 404);
        assert.equal(await status('replicate', { headers, body }), 503);
    });

    test('text that is no JSON is not sent again', async () => {
        const id = newId();
        const at = new Date();
        const body = 'no JSON';
        const reply = await post('clerk', {
            body,
            headers: { 'svix-id': id, 'svix-timestamp': String(Math.floor(at / 1000)), 'svix-signature': new SvixWebhook(clerkSecret).sign(id, at, body) },
        });
        assert.equal(reply.status, 400);
        assert.equal(reply.headers['webhook-delivery'], 'abort-message');
    });
});

describe('the app', () => {
    const keyed = (event) => ({ headers: { 'X-API-Key': appSecret }, body: JSON.stringify(event) });

    test('an event reaches its channel, user or organisation, once', async () => {
        const { client, user } = await signedIn(permissions);
        const news = collect(await subscribed(client, 'public:news'), 'publication');
        const organisation = collect(await subscribed(client, 'org:org_1:events'), 'publication');
        const own = collect(client, 'publication');
        const event = { channel: 'public:news', data: { n: 1 }, id: newId() };
        assert.equal(await status('app', keyed(event)), 200);
        assert.equal(await status('app', keyed(event)), 200);
        assert.equal(await status('app', keyed({ ...event, data: { n: 2 } })), 409);
        assert.equal(await status('app', keyed({ user, data: 'hello', id: newId() })), 200);
        assert.equal(await status('app', keyed({ org: 'org_1', data: [1], id: newId() })), 200);
        assert.deepEqual((await own.reach(1))[0].data, 'hello');
        assert.deepEqual((await organisation.reach(1))[0].data, [1]);
        assert.deepEqual(news.seen.map(({ data }) => data), [{ n: 1 }]);
    });

    test('ten copies at once have one effect', async () => {
        const { client } = await signedIn();
        const news = collect(await subscribed(client, 'public:copies'), 'publication');
        const event = { channel: 'public:copies', data: {}, id: newId() };
        const statuses = await Promise.all([...Array(10)].map(() => status('app', keyed(event))));
        assert.ok(statuses.every((code) => code === 200 || code === 503), statuses.join(' '));
        assert.ok(statuses.includes(200));
        await server.api('publish', { channel: 'public:copies', data: 'last' });
        await news.reach(2);
        assert.equal(news.seen.length, 2);
    });

    test('a Standard Webhooks signature stands for the secret', async () => {
        const { client } = await signedIn();
        const news = collect(await subscribed(client, 'public:signed'), 'publication');
        const body = JSON.stringify({ channel: 'public:signed', data: { signed: true }, id: newId() });
        const id = newId();
        const at = new Date();
        const signature = new StandardWebhook(appSecret, { format: 'raw' }).sign(id, at, body);
        const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': signature };
        assert.equal(await status('app', { headers, body: body.replace('true', 'null') }), 401);
        assert.equal(await status('app', { headers, body }), 200);
        assert.deepEqual((await news.reach(1))[0].data, { signed: true });
    });

    test('bad input is named and changes nothing', async () => {
        assert.equal(await status('app', { headers: { 'X-API-Key': 'wrong' }, body: '{}' }), 401);
        assert.equal(await status('app', keyed({ channel: 'public:news', data: 1 })), 400); // no id
        assert.equal(await status('app', keyed({ channel: 'nowhere:news', data: 1, id: newId() })), 400);
        assert.equal(await status('app', keyed({ channel: 'public:news', user: 'x', data: 1, id: newId() })), 400);
    });
});
