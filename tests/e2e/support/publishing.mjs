// A backend that publishes without pause, and knows who was subscribed to what it published.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** The connection ids in a presence reply. */
const idsIn = (reply) => new Set(Object.keys(reply.presence.presence));

/**
 * Publishes {server, n} in `channel` (which needs presence) again and again, until `stop` or until the
 * server is no longer there. `published` has, for each publication that was answered with success, the
 * connection ids that were subscribed before and after it, so during it as well.
 */
export function startPublishing(server, name, channel) {
    const published = [];
    let stopping = false;
    const publishOnce = async (n) => {
        const { replies } = await server.api('batch', {
            commands: [{ presence: { channel } }, { publish: { channel, data: { server: name, n } } }, { presence: { channel } }],
        });
        const [before, outcome, after] = replies;
        assert.ok(outcome.publish, JSON.stringify(outcome));
        const subscribed = [...idsIn(before)].filter((id) => idsIn(after).has(id));
        published.push({ n, subscribed });
    };
    const done = (async () => {
        for (let n = 1; !stopping; ++n) {
            try {
                await publishOnce(n);
            } catch (failure) {
                // Nobody listens any more.
                if (failure.code === 'ECONNREFUSED')
                    return;
                // It waited to be accepted when the listener closed: nobody has answered, so nothing was promised.
                if (failure.code !== 'ECONNRESET')
                    throw failure;
            }
            await sleep(10);
        }
    })();
    done.catch(() => {}); // until somebody asks for it
    return {
        published,
        /** Resolves when the server no longer accepts connections. */
        ended: done,
        async stop() {
            stopping = true;
            await done;
        },
    };
}
