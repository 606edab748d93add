// One HTTP request on a connection of its own, with nothing hidden by a pool.

import http from 'node:http';

/** {status, headers, body} of one request to the loopback port. */
export function request(port, method, path, { headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
        const outgoing = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (reply) => {
            const chunks = [];
            reply.on('data', (chunk) => chunks.push(chunk));
            reply.on('error', reject);
            reply.on('end', () => resolve({
                status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks).toString(),
            }));
        });
        outgoing.on('error', reject);
        outgoing.end(body);
    });
}
