// Clerk as the server sees it: an instance that mints session tokens, and its Backend API's key set.

import { createServer } from 'node:http';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';

export const secretKey = 'sk_test_FAKE0000000000000000000000000000000000000';
export const frontend = 'http://localhost:3000';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signing key of the instance, under its id. */
export function makeKey(kid = 'ins_test') {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
        kid,
        privateKey,
        pem: publicKey.export({ type: 'spki', format: 'pem' }),
        jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' },
    };
}

/** A session token as Clerk mints them; `claims` replaces and adds, undefined removes. */
export function mintToken(key, claims = {}, header = {}) {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
        azp: frontend, exp: now + 60, fva: [0, -1], iat: now, iss: 'https://clerk.example.test', nbf: now - 10,
        sid: 'sess_1', sts: 'active', sub: 'user_1', v: 2, ...claims,
    };
    const input = `${encode({ alg: 'RS256', cat: 'cl_B7d4PD111AAA', kid: key.kid, typ: 'JWT', ...header })}.${encode(payload)}`;
    return `${input}.${createSign('RSA-SHA256').update(input).sign(key.privateKey, 'base64url')}`;
}

/** The Backend API on a free loopback port. `behave` is what it does with a request for its keys. */
export class KeyServer {
    constructor(keys) {
        this.requests = 0;
        this.serve(keys);
        this.server = createServer((request, reply) => {
            if (request.url !== '/v1/jwks') {
                reply.writeHead(404).end();
                return;
            }
            ++this.requests;
            this.authorization = request.headers.authorization;
            this.behave(request, reply);
        });
    }

    serve(keys) {
        this.behave = (_, reply) => {
            reply.setHeader('content-type', 'application/json');
            reply.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
        };
    }

    fail(status = 500) { this.behave = (_, reply) => reply.writeHead(status).end('{}'); }
    stall() { this.behave = () => {}; }
    lie(text) { this.behave = (_, reply) => reply.end(text); }
    redirect(to) { this.behave = (_, reply) => reply.writeHead(302, { location: to }).end(); }

    async start() {
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        return this;
    }

    get url() { return `http://127.0.0.1:${this.server.address().port}`; }

    stop() {
        this.server.closeAllConnections();
        this.server.close();
    }
}

/** Settings of a server that takes its keys from there. */
export const clerkSettings = (keyServer) => ({
    CLERK_SECRET_KEY: secretKey, CLERK_API_URL: keyServer.url, FRONTEND_URL: frontend, TOKEN_HMAC_SECRETS: undefined,
});
