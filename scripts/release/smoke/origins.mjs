// Whose pages may connect.

import { webSocketOf, webSocketUrl } from './packages.mjs';

/** The status of a handshake from a page of that origin; 101 when it is accepted. */
function handshake(url, origin) {
    return new Promise((resolve, reject) => {
        const socket = new (webSocketOf(origin))(webSocketUrl(url), ['centrifuge-json']);
        socket.on('upgrade', () => {
            socket.terminate();
            resolve(101);
        });
        socket.on('unexpected-response', (_, response) => {
            response.destroy();
            resolve(response.statusCode);
        });
        socket.on('error', (error) => reject(new Error(`the handshake fails: ${error.message}`)));
    });
}

export async function checkOrigins({ url, origin }, report) {
    const foreign = await handshake(url, 'https://somebody-else.invalid');
    if (foreign !== 403)
        throw new Error(`a page of a foreign origin is answered with ${foreign}, not 403`);
    report('a foreign page is refused');
    if (!origin)
        return;
    const ours = await handshake(url, origin);
    if (ours !== 101)
        throw new Error(`a page of ${origin} is answered with ${ours}, not 101`);
    report(`a page of ${origin} may connect`);
}
