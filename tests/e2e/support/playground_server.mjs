// The playground and the paths of development that it asks for, in front of a real server. Stands in for the parts of
// development mode that mint tokens and fake Clerk's deliveries.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { Webhook } from 'svix';

import { makeKey, mintToken } from './clerk.mjs';
import { repository } from './release.mjs';
import { startServer } from './server.mjs';
import { inSeconds, subscriptionToken } from './tokens.mjs';

const folder = join(repository, 'libws/src/server/playground');
const signingSecret = `whsec_${Buffer.alloc(32, 'p').toString('base64')}`;
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.txt': 'text/plain' };
const namespaces = [
    { name: 'org:', rules: 'access org, keeps 200 for 72h (durable), presence' },
    { name: 'public:', rules: 'access signed_in, keeps 50 for 10m' },
    { name: 'room:', rules: 'access token, keeps 100 for 10m, subscribers may publish, presence, join/leave' },
    { name: 'user:', rules: 'access user, keeps 200 for 72h (durable), subscribed at connect' },
];

export class PlaygroundServer {
    #key = makeKey();
    #deliveries = 0;

    async start() {
        this.http = createServer((request, reply) => this.#answer(request, reply)
            .catch((failure) => reply.writeHead(500).end(failure.message)));
        this.http.listen(0, '127.0.0.1');
        await once(this.http, 'listening');
        this.url = `http://127.0.0.1:${this.http.address().port}`;
        this.server = await startServer({
            FRONTEND_URL: this.url, CLERK_JWT_KEY: this.#key.pem, CLERK_WEBHOOK_SIGNING_SECRET: signingSecret,
        });
        return this;
    }

    async stop() {
        this.http.closeAllConnections();
        this.http.close();
        await this.server.stop();
    }

    async #answer(request, reply) {
        const { pathname, searchParams } = new URL(request.url, this.url);
        const asked = Object.fromEntries(searchParams);
        const body = Buffer.concat(await Array.fromAsync(request)).toString();
        const dev = {
            '/dev/info': () => ({
                version: '0.1.0', websocket_url: this.server.webSocketUrl, issues_tokens: true, namespaces,
            }),
            '/dev/token': () => this.#token(asked),
            '/dev/subscription-token': () => ({ token: subscriptionToken(asked.user, asked.channel) }),
            '/dev/publish': () => this.server.api('publish', JSON.parse(body)),
            '/dev/webhook': () => this.#deliver(JSON.parse(body)),
        }[pathname];
        if (dev)
            return reply.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(await dev()));
        return this.#file(pathname === '/' ? 'index.html' : pathname.slice('/playground/'.length), reply);
    }

    #token({ user, session, org, role, lifetime = 60 }) {
        const exp = inSeconds(Number(lifetime));
        const organisation = org && { o: { id: org, rol: role, slg: org } };
        const token = mintToken(this.#key, { azp: this.url, sub: user, sid: session, exp, ...organisation });
        return { token, user, session, expires_at: exp, expires_in: Number(lifetime) };
    }

    async #deliver(event) {
        const body = JSON.stringify({ object: 'event', timestamp: Date.now(), instance_id: 'ins_test', ...event });
        const id = `msg_${++this.#deliveries}`;
        const at = new Date();
        const { status } = await this.server.request('POST', '/webhooks/clerk', {
            body,
            headers: {
                'svix-id': id, 'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
                'svix-signature': new Webhook(signingSecret).sign(id, at, body),
            },
        });
        return { status };
    }

    async #file(path, reply) {
        const bytes = await readFile(join(folder, path));
        const socket = new URL(this.server.webSocketUrl).origin;
        reply.writeHead(200, {
            'Content-Type': `${types[extname(path)]}; charset=utf-8`,
            'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
                `connect-src 'self' ${socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
        }).end(bytes);
    }
}
