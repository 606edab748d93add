// WebSocket frames by hand over a plain TCP socket, for what no client library would send.

import { once } from 'node:events';
import net from 'node:net';

const handshakeText = (port) => [
    'GET /connection/websocket HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Upgrade: websocket', 'Connection: Upgrade',
    'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', '', '',
].join('\r\n');

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** One frame as a client sends it; `first` and `masked` allow wrong ones. */
export function frame(code, payload = '', { fin = true, rsv = 0, masked = true } = {}) {
    const body = Buffer.from(payload);
    const length = body.length < 126 ? Buffer.from([body.length])
        : body.length < 65536 ? Buffer.from([126, body.length >> 8, body.length & 255])
            : Buffer.concat([Buffer.from([127, 0, 0, 0, 0]), Buffer.from(Uint32Array.of(body.length).buffer).swap32()]);
    length[0] |= masked ? 128 : 0;
    const mask = Buffer.from([1, 2, 3, 4]);
    const hidden = masked ? body.map((byte, at) => byte ^ mask[at & 3]) : body;
    return Buffer.concat([Buffer.from([(fin ? 128 : 0) | (rsv << 4) | code]), length,
        masked ? mask : Buffer.alloc(0), hidden]);
}

/** Takes complete server frames off the front of `bytes`: [[{code, payload}…], rest]. */
function parseFrames(bytes) {
    const frames = [];
    for (;;) {
        if (bytes.length < 2)
            return [frames, bytes];
        let length = bytes[1] & 127;
        let start = 2;
        if (length === 126 && bytes.length >= 4) {
            length = bytes.readUInt16BE(2);
            start = 4;
        } else if (length === 127 && bytes.length >= 10) {
            length = Number(bytes.readBigUInt64BE(2));
            start = 10;
        } else if (length > 125) {
            return [frames, bytes];
        }
        if (bytes.length < start + length)
            return [frames, bytes];
        frames.push({ code: bytes[0] & 15, payload: bytes.subarray(start, start + length) });
        bytes = bytes.subarray(start + length);
    }
}

/** A TCP connection that gathers what it receives. */
export class RawSocket {
    static async open(server, { localAddress } = {}) {
        const socket = net.connect({ port: server.port, host: '127.0.0.1', localAddress });
        await once(socket, 'connect');
        return new RawSocket(socket, server.port);
    }

    constructor(socket, port) {
        this.socket = socket;
        this.port = port;
        this.received = Buffer.alloc(0);
        this.wake = () => {};
        this.ended = false;
        socket.setNoDelay(true);
        socket.on('data', (bytes) => {
            this.received = Buffer.concat([this.received, bytes]);
            this.wake();
        });
        // A server that refuses may reset while we still write: that is an end like any other.
        socket.on('error', () => {});
        socket.on('close', () => {
            this.ended = true;
            this.wake();
        });
    }

    write(bytes) { this.socket.write(bytes); }

    /** Waits until `done()` gives something other than undefined, or the connection ends. */
    async until(done) {
        for (;;) {
            const outcome = done();
            if (outcome !== undefined || this.ended)
                return outcome;
            await new Promise((resolve) => { this.wake = resolve; });
        }
    }

    /** Everything received up to the end of the connection. */
    async rest() {
        await this.until(() => undefined);
        return this.received;
    }

    /** The head of an HTTP reply, or '' if the connection ended first. */
    async head() {
        return await this.until(() => {
            const end = this.received.indexOf('\r\n\r\n');
            if (end < 0)
                return undefined;
            const text = this.received.subarray(0, end).toString('latin1');
            this.received = this.received.subarray(end + 4);
            return text;
        }) ?? '';
    }

    async handshake() {
        this.write(handshakeText(this.port));
        const head = await this.head();
        if (!head.startsWith('HTTP/1.1 101'))
            throw new Error(`no upgrade: ${head}`);
        return this;
    }

    /** The next frame, or undefined at the end of the connection. */
    async frame() {
        const next = () => {
            const [frames] = parseFrames(this.received);
            if (!frames.length)
                return undefined;
            const { code, payload } = frames[0];
            const header = payload.length < 126 ? 2 : payload.length < 65536 ? 4 : 10;
            this.received = this.received.subarray(header + payload.length);
            return { code, payload };
        };
        return this.until(next);
    }

    /** Reads to the close frame: {code, reason}; undefined if the connection just ended. */
    async closing() {
        for (;;) {
            const next = await this.frame();
            if (!next)
                return undefined;
            if (next.code === opcode.close)
                return { code: next.payload.readUInt16BE(0), reason: next.payload.subarray(2).toString() };
        }
    }

    destroy() { this.socket.destroy(); }
}

export const rawHandshake = handshakeText;
