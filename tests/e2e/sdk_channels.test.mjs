// Subscribing, publishing, presence, join and leave, history: as the SDK sees them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { closeClients, collect, connectedClient, next, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken } from './support/tokens.mjs';

let server;
before(async () => { server = await startServer({ CHANNELS: channels }); });
after(async () => {
    closeClients();
    await server?.stop();
});

async function refusedSubscription(client, channel, options = {}) {
    const subscription = client.newSubscription(channel, options);
    subscription.on('error', () => {});
    const unsubscribed = next(subscription, 'unsubscribed');
    subscription.subscribe();
    return (await unsubscribed).code;
}

test('what the backend publishes reaches the subscriber', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'public:news');
    const publication = next(subscription, 'publication');
    const { result } = await server.api('publish', { channel: 'public:news', data: { title: 'Größe', n: 1 } });
    const context = await publication;
    assert.deepEqual(context.data, { title: 'Größe', n: 1 });
    assert.equal(context.offset, result.offset);
    assert.equal(context.info, undefined);
});

test('what a client publishes reaches the others with its identity', async () => {
    const anna = await connectedClient(server, 'anna', { token: connectionToken('anna', { info: { name: 'Anna' } }) });
    const boris = await connectedClient(server, 'boris');
    const from = await subscribed(anna, 'chat:talk');
    const to = await subscribed(boris, 'chat:talk');
    const publications = [next(from, 'publication'), next(to, 'publication')];
    await from.publish({ text: 'hi' });
    for (const context of await Promise.all(publications)) {
        assert.deepEqual(context.data, { text: 'hi' });
        assert.equal(context.info.user, 'anna');
        assert.deepEqual(context.info.connInfo, { name: 'Anna' });
    }
});

test('every JSON value arrives as it was sent', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'plain:values');
    const publications = collect(subscription, 'publication');
    const values = [0, false, null, '', 'a\nb "c" \\ \u2028 😀', [], {}, -1.5e-7, 9007199254740991, [[{ a: [null] }]]];
    for (const data of values)
        await server.api('publish', { channel: 'plain:values', data });
    assert.deepEqual((await publications.reach(values.length)).map(({ data }) => data), values);
});

test('a pretty-printed payload does not break the stream', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'plain:pretty');
    const publication = next(subscription, 'publication');
    const reply = await server.request('POST', '/api/publish', {
        headers: { 'X-API-Key': 'end-to-end-api-key-of-32-characters' },
        body: '{\r\n "channel": "plain:pretty",\r\n "data": {\r\n  "a": [\n 1,\r\n 2 ] }\r\n}\r\n',
    });
    assert.equal(reply.status, 200);
    assert.deepEqual((await publication).data, { a: [1, 2] });
});

test('two hundred publications in a burst arrive in order', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'chat:burst');
    const publications = collect(subscription, 'publication');
    await Promise.all(Array.from({ length: 200 }, (_, n) => subscription.publish({ n })));
    const seen = await publications.reach(200);
    assert.deepEqual(seen.map(({ data }) => data.n), Array.from({ length: 200 }, (_, n) => n));
    assert.deepEqual(seen.map(({ offset }) => offset), Array.from({ length: 200 }, (_, n) => n + 1));
});

test('a client may not publish where only the backend may', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'public:readonly');
    await assert.rejects(subscription.publish({ n: 1 }), { code: 103 });
});

test('publishing needs a subscription where only subscribers may', async () => {
    const client = await connectedClient(server, 'anna');
    await assert.rejects(client.publish('chat:elsewhere', { n: 1 }), { code: 103 });
});

for (const [channel, code] of [
    ['nowhere:1', 102], ['nocolon', 102], ['user:boris', 103], ['org:acme:jobs', 103], ['room:1', 103],
    ['$chat:private', 103], ['chat:größe', 107], [`chat:${'x'.repeat(251)}`, 107],
]) {
    test(`subscribing to ${channel.slice(0, 20)} is refused with ${code}`, async () => {
        const client = await connectedClient(server, 'anna');
        assert.equal(await refusedSubscription(client, channel), code);
        assert.equal(client.state, 'connected');
    });
}

test('the 129th channel of a connection is refused with 106', async () => {
    const client = await connectedClient(server, 'anna');
    // One of the 128 is the user's own channel, subscribed at connect.
    await Promise.all(Array.from({ length: 127 }, (_, n) => subscribed(client, `plain:${n}`)));
    assert.equal(await refusedSubscription(client, 'plain:127'), 106);
});

test('presence lists the subscribers and counts users once', async () => {
    const first = await connectedClient(server, 'anna', { token: connectionToken('anna', { info: { tab: 1 } }) });
    const second = await connectedClient(server, 'anna');
    const other = await connectedClient(server, 'boris');
    const subscription = await subscribed(first, 'chat:presence', { joinLeave: true });
    await subscribed(second, 'chat:presence');
    const leaving = await subscribed(other, 'chat:presence');

    const { clients } = await subscription.presence();
    assert.deepEqual(Object.values(clients).map(({ user }) => user).sort(), ['anna', 'anna', 'boris']);
    assert.ok(Object.values(clients).some(({ connInfo }) => connInfo?.tab === 1));
    const { numClients, numUsers } = await subscription.presenceStats();
    assert.deepEqual({ numClients, numUsers }, { numClients: 3, numUsers: 2 });

    const left = next(subscription, 'leave');
    leaving.unsubscribe();
    await left;
    assert.equal((await subscription.presenceStats()).numClients, 2);
});

test('presence is refused where it is off', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'plain:presence');
    await assert.rejects(subscription.presence(), { code: 108 });
    await assert.rejects(subscription.presenceStats(), { code: 108 });
    await assert.rejects(client.presence('chat:notsubscribed'), { code: 103 });
});

test('join and leave are seen by those who asked for them', async () => {
    const watcher = await connectedClient(server, 'anna');
    const watching = await subscribed(watcher, 'chat:door', { joinLeave: true });
    const unaware = await subscribed(await connectedClient(server, 'clara'), 'chat:door');
    const surprises = [];
    unaware.on('join', (context) => surprises.push(context)).on('leave', (context) => surprises.push(context));

    const guest = await connectedClient(server, 'boris', { token: connectionToken('boris', { info: { name: 'B' } }) });
    const joined = next(watching, 'join', ({ info }) => info.user === 'boris');
    await subscribed(guest, 'chat:door');
    const { info } = await joined;
    assert.deepEqual(info.connInfo, { name: 'B' });

    const left = next(watching, 'leave', (context) => context.info.user === 'boris');
    guest.disconnect();
    assert.equal((await left).info.client, info.client);
    assert.deepEqual(surprises, []);
});

test('history gives what was published, forwards, backwards and from a position', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'chat:history');
    for (let n = 1; n <= 10; ++n)
        await server.api('publish', { channel: 'chat:history', data: n });
    const numbers = async (options) => (await subscription.history(options)).publications.map(({ data }) => data);

    const { offset, epoch, publications } = await subscription.history({ limit: 0 });
    assert.equal(offset, 10);
    assert.deepEqual(publications, []);
    assert.deepEqual(await numbers({ limit: -1 }), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual(await numbers({ limit: 3 }), [1, 2, 3]);
    assert.deepEqual(await numbers({ limit: 3, reverse: true }), [10, 9, 8]);
    assert.deepEqual(await numbers({ limit: 2, since: { offset: 4, epoch } }), [5, 6]);
    assert.deepEqual(await numbers({ limit: 2, since: { offset: 4, epoch }, reverse: true }), [3, 2]);
    await assert.rejects(subscription.history({ limit: 1, since: { offset: 4, epoch: 'other' } }), { code: 112 });
});

test('history is refused where there is none', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'plain:history');
    await assert.rejects(subscription.history({ limit: 1 }), { code: 108 });
});

test('after unsubscribe nothing arrives, and a new subscription works', async () => {
    const client = await connectedClient(server, 'anna');
    const subscription = await subscribed(client, 'plain:come-and-go');
    const publications = collect(subscription, 'publication');
    const unsubscribed = next(subscription, 'unsubscribed');
    subscription.unsubscribe();
    assert.equal((await unsubscribed).code, 0);
    // A reply of the same connection: the unsubscribe was handled before it.
    await assert.rejects(client.rpc('fence', {}), { code: 108 });
    await server.api('publish', { channel: 'plain:come-and-go', data: 'unseen' });
    subscription.subscribe();
    await subscription.ready(20000);
    await server.api('publish', { channel: 'plain:come-and-go', data: 'seen' });
    await publications.reach(1);
    assert.deepEqual(publications.seen.map(({ data }) => data), ['seen']);
});
