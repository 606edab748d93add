// A child process that holds many WebSocket connections for crowd.test.mjs.
//
// argv: port, connections, first source address (127.0.<n>.1). Speaks over IPC:
// 'open' → {connected}; 'count' → {publications}; 'close' → exit.

import { once } from 'node:events';

import { frame, opcode, RawSocket } from './raw_socket.mjs';
import { connectionToken } from './tokens.mjs';

const [port, wanted, network] = process.argv.slice(2).map(Number);
const batch = 100;
const sockets = [];
let publications = 0;

async function join(n) {
    const socket = await RawSocket.open({ port }, { localAddress: `127.0.${network}.${1 + (n % 50)}` });
    await socket.handshake();
    socket.write(frame(opcode.text, `${JSON.stringify({ id: 1, connect: { token: connectionToken(`crowd-${network}-${n}`) } })}\n` +
        '{"id":2,"subscribe":{"channel":"public:crowd"}}'));
    let text = '';
    while (!text.includes('"id":2'))
        text += (await socket.frame()).payload.toString();
    if (text.includes('"error"'))
        throw new Error(text);
    sockets.push(socket);
    // From here on only publications (and pings every 25 s, which a short test may leave unanswered).
    socket.socket.removeAllListeners('data');
    socket.socket.on('data', (bytes) => {
        publications += bytes.toString('latin1').split('"crowd-message"').length - 1;
        if (publications === sockets.length)
            process.send({ publications });
    });
}

process.on('message', async (request) => {
    if (request === 'open') {
        for (let n = 0; n < wanted; n += batch)
            await Promise.all(Array.from({ length: Math.min(batch, wanted - n) }, (_, at) => join(n + at)));
        process.send({ connected: sockets.length });
    } else if (request === 'close') {
        sockets.forEach((socket) => socket.destroy());
        process.disconnect();
    }
});
await once(process, 'disconnect');
