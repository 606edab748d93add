// The JSON protocol spoken by hand: what the SDK would never send can be sent here.

import assert from 'node:assert/strict';
import WebSocket from 'ws';

import { connectionToken } from './tokens.mjs';

export class JsonSocket {
    static async open(server) {
        const socket = new WebSocket(server.webSocketUrl);
        await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
        return new JsonSocket(socket);
    }

    /** An open connection that has connected as `user`. */
    static async connected(server, user = 'raw') {
        const socket = await JsonSocket.open(server);
        const reply = await socket.ask({ id: 1, connect: { token: connectionToken(user) } });
        assert.ok(reply.connect?.client, JSON.stringify(reply));
        return socket;
    }

    constructor(socket) {
        this.socket = socket;
        this.replies = [];
        this.wake = () => {};
        /** {code, reason} of the close frame, once it came. */
        this.closed = new Promise((resolve) => {
            socket.on('close', (code, reason) => {
                this.ended = { code, reason: reason.toString() };
                this.wake();
                resolve(this.ended);
            });
        });
        socket.on('error', () => {});
        socket.on('message', (text) => {
            for (const line of text.toString().split('\n'))
                this.replies.push(JSON.parse(line));
            this.wake();
        });
    }

    /** Sends text as it is, or objects joined as one frame of commands. */
    send(...commands) {
        this.socket.send(commands.map((c) => (typeof c === 'string' ? c : JSON.stringify(c))).join('\n'));
    }

    /** The next reply or push, in the order of arrival. Fails when the connection closes first. */
    async next() {
        for (;;) {
            if (this.replies.length)
                return this.replies.shift();
            assert.ok(!this.ended, `closed with ${JSON.stringify(this.ended)}`);
            await new Promise((resolve) => { this.wake = resolve; });
        }
    }

    /** Sends one command and gives the reply with its id; pushes before it are dropped. */
    async ask(command) {
        this.send(command);
        for (;;) {
            const reply = await this.next();
            if (reply.id === command.id)
                return reply;
        }
    }

    terminate() { this.socket.terminate(); }
}

/** The close must carry this code and a reason that the SDK can show (see protocol notes on reasons). */
export function assertClosed({ code, reason }, expected) {
    assert.equal(code, expected, `closed with ${code} "${reason}"`);
    assert.match(reason, /^[a-z]+ /, `the reason "${reason}" says nothing`);
    assert.ok(Buffer.byteLength(reason) <= 123);
    assert.throws(() => JSON.parse(reason));
}
