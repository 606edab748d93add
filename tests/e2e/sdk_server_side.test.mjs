// What the server does to a client's subscriptions and connection on the backend's word.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { channels } from './support/channels.mjs';
import { closeClients, collect, connectedClient, next, sdkClient, subscribed } from './support/sdk.mjs';
import { startServer } from './support/server.mjs';
import { connectionToken, inSeconds } from './support/tokens.mjs';

let server;
before(async () => { server = await startServer({ CHANNELS: channels }); });
after(async () => {
    closeClients();
    await server?.stop();
});

test('a user is subscribed to the own channel at connect', async () => {
    const client = sdkClient(server, { token: connectionToken('u-own') });
    const subscription = next(client, 'subscribed');
    client.connect();
    const { channel, recoverable, positioned } = await subscription;
    assert.deepEqual({ channel, recoverable, positioned }, { channel: 'user:u-own', recoverable: true, positioned: true });
    const publication = next(client, 'publication');
    await server.api('publish', { channel: 'user:u-own', data: { job: 'done' } });
    const context = await publication;
    assert.equal(context.channel, 'user:u-own');
    assert.deepEqual(context.data, { job: 'done' });
});

test('channels named in the token are subscribed at connect', async () => {
    const client = sdkClient(server, {
        token: connectionToken('u-claims', { subs: { 'plain:claimed': { data: { hello: 1 } } } }),
    });
    const subscription = next(client, 'subscribed', ({ channel }) => channel === 'plain:claimed');
    client.connect();
    assert.deepEqual((await subscription).data, { hello: 1 });
});

test('the backend subscribes and unsubscribes a connected user', async () => {
    const client = await connectedClient(server, 'u-api');
    const subscription = next(client, 'subscribed');
    await server.api('subscribe', { user: 'u-api', channel: 'chat:api', data: { welcome: true } });
    const context = await subscription;
    assert.equal(context.channel, 'chat:api');
    assert.deepEqual(context.data, { welcome: true });

    const publication = next(client, 'publication');
    await server.api('publish', { channel: 'chat:api', data: 7 });
    assert.equal((await publication).data, 7);

    const unsubscription = next(client, 'unsubscribed');
    await server.api('unsubscribe', { user: 'u-api', channel: 'chat:api' });
    assert.equal((await unsubscription).channel, 'chat:api');
    assert.equal((await server.api('presence_stats', { channel: 'chat:api' })).result.num_clients, 0);
});

test('the backend ends a subscription the client made: code 2000, for good', async () => {
    const client = await connectedClient(server, 'u-ended');
    const subscription = await subscribed(client, 'plain:ended');
    const unsubscription = next(subscription, 'unsubscribed');
    await server.api('unsubscribe', { user: 'u-ended', channel: 'plain:ended' });
    assert.equal((await unsubscription).code, 2000);
});

test('the backend disconnects a user: by default for good', async () => {
    const client = await connectedClient(server, 'u-out');
    const bystander = await connectedClient(server, 'u-stays');
    const disconnection = next(client, 'disconnected');
    await server.api('disconnect', { user: 'u-out' });
    const { code, reason } = await disconnection;
    assert.equal(code, 3503);
    assert.equal(reason, 'force disconnect');
    assert.equal(bystander.state, 'connected');
});

test('the backend chooses code and reason of a disconnect, and who stays', async () => {
    const one = await connectedClient(server, 'u-code');
    const ids = [];
    const two = sdkClient(server, { token: connectionToken('u-code') });
    two.on('connected', (context) => ids.push(context.client));
    two.connect();
    await two.ready(20000);
    const disconnection = next(one, 'disconnected');
    await server.api('disconnect', {
        user: 'u-code', whitelist: ids, disconnect: { code: 4501, reason: 'plan ended' },
    });
    const { code, reason } = await disconnection;
    assert.deepEqual({ code, reason }, { code: 4501, reason: 'plan ended' });
    assert.equal(two.state, 'connected');
});

test('a disconnect with a reconnect code brings the client back', async () => {
    const client = await connectedClient(server, 'u-again');
    const connecting = next(client, 'connecting');
    const connected = next(client, 'connected');
    await server.api('disconnect', { user: 'u-again', disconnect: { code: 4001, reason: 'moved' } });
    assert.equal((await connecting).code, 4001);
    await connected;
});

test('the backend declares a connection expired: the client comes back with a fresh token', async () => {
    let fetched = 0;
    const client = await connectedClient(server, 'u-expired', {
        getToken: async () => {
            ++fetched;
            return connectionToken('u-expired');
        },
    });
    const connecting = next(client, 'connecting');
    const connected = next(client, 'connected');
    await server.api('refresh', { user: 'u-expired', expired: true });
    assert.equal((await connecting).code, 3005);
    await connected;
    assert.equal(client.state, 'connected');
});

test('the backend prolongs a connection without the client losing it', async () => {
    const client = await connectedClient(server, 'u-prolonged');
    const publications = collect(client, 'publication');
    await server.api('refresh', { user: 'u-prolonged', expire_at: inSeconds(7200) });
    await server.api('publish', { channel: 'user:u-prolonged', data: 'still here' });
    await publications.reach(1);
    assert.equal(client.state, 'connected');
});

test('only the named connection of a user is meant when the call names one', async () => {
    const ids = [];
    const first = sdkClient(server, { token: connectionToken('u-two') });
    first.on('connected', (context) => ids.push(context.client));
    first.connect();
    await first.ready(20000);
    const second = await connectedClient(server, 'u-two');
    const disconnection = next(first, 'disconnected');
    await server.api('disconnect', { user: 'u-two', client: ids[0] });
    await disconnection;
    assert.equal(second.state, 'connected');
});
