// An upgrade whose answer is of interest, whatever it is.

import WebSocket from 'ws';

/** {status: 101, socket, protocol}, or {status, headers, body} of what refused it. */
export function upgrade(server, { headers = {}, query = '', protocols = [] } = {}) {
    const socket = new WebSocket(server.webSocketUrl + query, protocols, { headers });
    return new Promise((resolve, reject) => {
        socket.once('open', () => resolve({ status: 101, socket, protocol: socket.protocol }));
        socket.once('error', reject);
        socket.once('unexpected-response', async (_, reply) => {
            const chunks = [];
            for await (const chunk of reply)
                chunks.push(chunk);
            resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks).toString() });
        });
    });
}
