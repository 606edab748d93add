// A loopback server that answers JSON like a service on the web, and remembers what it was asked.

import { once } from 'node:events';
import http from 'node:http';

/** A failure that a route answers with. */
export class Failure extends Error {
    constructor(status, id, message, headers = {}) {
        super(message);
        this.status = status;
        this.id = id;
        this.headers = headers;
    }
}

export class JsonStandIn {
    requests = [];
    #failures = [];
    #server;

    /** `token` is the only bearer token that is let in. */
    constructor(token) {
        this.token = token;
        this.#server = http.createServer((request, reply) => this.#serve(request, reply));
        this.#server.unref();
    }

    async start() {
        this.#server.listen(0, '127.0.0.1');
        await once(this.#server, 'listening');
        this.url = `http://127.0.0.1:${this.#server.address().port}`;
        return this;
    }

    /** The next requests fail so, one each. */
    failNext(...failures) { this.#failures.push(...failures); }

    /** What was asked, as 'METHOD path'. */
    get asked() { return this.requests.map(({ method, path }) => `${method} ${path}`); }

    /** Requests that may have changed something. */
    get changes() { return this.asked.filter((line) => !line.startsWith('GET ') && !/\/(propose|validate)$/.test(line)); }

    /** Overridden: the answer's body. Throws Failure. */
    answer(_method, _path, _query, _body) { throw new Failure(404, 'not_found', 'not found'); }

    async #serve(request, reply) {
        const chunks = [];
        for await (const chunk of request)
            chunks.push(chunk);
        const { pathname, searchParams } = new URL(request.url, 'http://localhost');
        const text = Buffer.concat(chunks).toString();
        const body = text ? JSON.parse(text) : undefined;
        this.requests.push({ method: request.method, path: pathname, body });
        try {
            if (request.headers.authorization !== `Bearer ${this.token}`)
                throw new Failure(401, 'Unauthorized', 'Unable to authenticate you');
            if (this.#failures.length)
                throw this.#failures.shift();
            const result = this.answer(request.method, pathname, searchParams, body);
            reply.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(result));
        } catch (error) {
            const { status = 500, id = 'server_error', message, headers = {} } = error;
            reply.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify({ id, message }));
        }
    }
}
