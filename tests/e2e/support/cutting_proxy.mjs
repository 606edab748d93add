// A TCP proxy whose connections a test can cut, as a train tunnel would, or lead elsewhere, as a load balancer would.

import { once } from 'node:events';
import net from 'node:net';

export async function cuttingProxy(server) {
    const open = new Set();
    let target = server;
    let refusing = false;
    const listener = net.createServer((near) => {
        if (refusing) {
            near.destroy();
            return;
        }
        const far = net.connect(target.port, '127.0.0.1');
        const pair = [near, far];
        open.add(pair);
        near.setNoDelay(true);
        far.setNoDelay(true);
        near.pipe(far);
        far.pipe(near);
        const end = () => {
            open.delete(pair);
            near.destroy();
            far.destroy();
        };
        for (const socket of pair)
            socket.on('error', end).on('close', end);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const cut = () => open.forEach(([near, far]) => {
        // A reset, not a goodbye: neither side learns how far the other got.
        near.resetAndDestroy();
        far.resetAndDestroy();
    });
    return {
        webSocketUrl: `ws://127.0.0.1:${listener.address().port}/connection/websocket`,
        cut,
        /** Leads new connections to another server; those that are open stay where they are. */
        switchTo(other) { target = other; },
        /** Cuts and lets nobody through until `restore`. */
        block() {
            refusing = true;
            cut();
        },
        restore() { refusing = false; },
        close() {
            refusing = true;
            cut();
            listener.close();
        },
    };
}
