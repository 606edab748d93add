// A proxy before a server of the tests: in /health it is what it is told to be, and it breaks what it is told to.

import { once } from 'node:events';
import http from 'node:http';

const head = (incoming) => {
    const lines = [`HTTP/1.1 ${incoming.statusCode} ${incoming.statusMessage}`];
    for (let index = 0; index < incoming.rawHeaders.length; index += 2)
        lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
    return `${lines.join('\r\n')}\r\n\r\n`;
};

export class Front {
    /**
     * Called as fault(path, answer) with each answer {status, body}, which it may change, or keep back by taking the
     * status away; for an upgrade the path is 'upgrade' and what it gives back replaces headers of the request.
     */
    fault = undefined;
    /** While it is set, what the server sends over WebSockets is lost. */
    deaf = false;
    #proxy;
    #sockets = new Set();

    /** `release`, when given, is the commit that /health names, or what gives it when asked. */
    constructor(server, environment, release = undefined) {
        this.server = server;
        this.environment = environment;
        this.release = release;
        this.#proxy = http.createServer((request, reply) => this.#request(request, reply));
        this.#proxy.on('upgrade', (request, socket) => this.#upgrade(request, socket));
        this.#proxy.unref();
    }

    async start() {
        this.#proxy.listen(0, '127.0.0.1');
        await once(this.#proxy, 'listening');
        return this;
    }

    get url() { return `http://127.0.0.1:${this.#proxy.address().port}`; }

    /** Cuts every WebSocket, without a close frame; how many there were. */
    cut() {
        const count = this.#sockets.size;
        this.#sockets.forEach((socket) => socket.destroy());
        return count;
    }

    close() {
        this.#proxy.closeAllConnections();
        this.#proxy.close();
    }

    #disguised(body) {
        const health = { ...JSON.parse(body), environment: this.environment };
        const release = typeof this.release === 'function' ? this.release() : this.release;
        return JSON.stringify(release ? { ...health, release } : health);
    }

    #to(request, headers = request.headers) {
        return http.request({ host: '127.0.0.1', port: this.server.port, method: request.method, path: request.url, headers });
    }

    #request(request, reply) {
        const outgoing = this.#to(request);
        outgoing.on('response', async (incoming) => {
            const body = Buffer.concat(await incoming.toArray()).toString();
            const answer = { status: incoming.statusCode, body: request.url === '/health' ? this.#disguised(body) : body };
            this.fault?.(request.url, answer);
            if (!answer.status)
                return;
            reply.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
        });
        request.pipe(outgoing);
    }

    #upgrade(request, socket) {
        const outgoing = this.#to(request, { ...request.headers, ...this.fault?.('upgrade', {}) });
        outgoing.on('upgrade', (incoming, inner, rest) => {
            socket.write(head(incoming));
            socket.write(rest);
            inner.on('data', (bytes) => this.deaf || socket.write(bytes));
            inner.on('end', () => socket.end());
            socket.pipe(inner);
            this.#sockets.add(socket);
            socket.on('close', () => {
                this.#sockets.delete(socket);
                inner.destroy();
            });
            for (const end of [inner, socket]) {
                end.on('error', () => {
                    inner.destroy();
                    socket.destroy();
                });
            }
        });
        outgoing.on('response', (incoming) => socket.end(head(incoming)));
        outgoing.end();
    }
}
