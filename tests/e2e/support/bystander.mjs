// A well-behaved client that must not notice what others do to the server.

import assert from 'node:assert/strict';

import { collect, connectedClient, subscribed } from './sdk.mjs';

/**
 * A connected SDK client that receives a publication every few milliseconds until `finish`, which
 * asserts that all of them came, in order, over the one connection it started with.
 */
export async function bystander(server, channel = 'public:bystander') {
    const client = await connectedClient(server, 'bystander');
    const subscription = await subscribed(client, channel);
    const publications = collect(subscription, 'publication');
    const interruptions = [];
    client.on('connecting', (context) => interruptions.push(context));
    let published = 0;
    let stopping = false;
    const publishing = (async () => {
        while (!stopping) {
            await server.api('publish', { channel, data: ++published });
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
    })();
    return {
        async finish() {
            stopping = true;
            await publishing;
            await publications.reach(published);
            assert.deepEqual(publications.seen.map(({ data }) => data), Array.from({ length: published }, (_, n) => n + 1));
            assert.deepEqual(interruptions, [], 'the bystander lost its connection');
            client.disconnect();
        },
    };
}
