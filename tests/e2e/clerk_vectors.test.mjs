// The token vectors against the running server, whose clock is not theirs: what is wrong for another reason than
// a date is refused for that reason, all else is a matter of dates.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clerkSettings, KeyServer } from './support/clerk.mjs';
import { JsonSocket } from './support/json_socket.mjs';
import { startServer } from './support/server.mjs';
import { byConfiguration, clerkCases, vectorText } from './support/vectors.mjs';

/** Checks that come before the dates, and always name the same reason. */
const beforeDates = ['token-invalid', 'token-invalid-algorithm', 'jwk-kid-mismatch', 'token-invalid-signature',
    'token-invalid-authorized-parties', 'token-invalid-issuer'];
/** What is left is a matter of dates, or of what is checked beside them. */
const outOfTime = ['token-not-active-yet', 'token-iat-in-the-future', 'token-expired'];
const dates = [...outOfTime, 'token-verification-failed', 'token-type-mismatch'];

/** A server configured as a case says, with a key server where it takes its keys from one. */
async function startFor({ keys, authorized_parties, audience, issuer, clock_skew_ms, ...unknown }) {
    assert.deepEqual(unknown, {}, 'this test does not know all of the configuration');
    const text = vectorText(`clerk/${keys}`);
    const keyServer = await new KeyServer([]).start();
    keyServer.lie(text);
    const source = keys.endsWith('.json') ? clerkSettings(keyServer)
        : { CLERK_JWT_KEY: text, TOKEN_HMAC_SECRETS: undefined, FRONTEND_URL: undefined };
    const server = await startServer({
        ...source,
        // Without any the front end's origins are meant.
        FRONTEND_URL: authorized_parties.length ? source.FRONTEND_URL : undefined,
        CLERK_AUTHORIZED_PARTIES: authorized_parties.join(','),
        CLERK_AUDIENCE: audience.join(','),
        CLERK_ISSUER: issuer[0],
        CLERK_CLOCK_SKEW_MS: clock_skew_ms,
    });
    return { keyServer, server };
}

/** The failures logged behind the first `seen`, once there is one: the log takes its own way here. */
async function failuresBehind(server, seen) {
    const failures = () => server.events().filter(({ event }) => event === 'authentication_failed');
    for (let patience = 500; failures().length <= seen && patience > 0; --patience)
        await new Promise((resolve) => setTimeout(resolve, 10));
    return failures().slice(seen);
}

/** The close code, or the error's, that a token gets on connect; 0 where it is let in. */
async function outcome(server, token) {
    const socket = await JsonSocket.open(server);
    socket.send({ id: 1, connect: { token } });
    const reply = await socket.next().catch(() => undefined);
    const code = reply ? reply.error?.code ?? 0 : (await socket.closed).code;
    socket.terminate();
    return code;
}

async function check(server, { id, token, expect }, seen) {
    const code = await outcome(server, token);
    const what = `${id}: ${code}`;
    if (token.length > 60000 || token === '') {
        assert.ok([1009, 3501, 3500].includes(code), what); // no token, or too long for a message
        return seen;
    }
    if (expect.ok && code === 0)
        return seen; // its dates hold today
    const [failure, ...more] = await failuresBehind(server, seen);
    assert.ok(failure, what);
    assert.equal(more.length, 0, what);
    assert.equal(failure.address, '127.0.0.1', what);
    if (beforeDates.includes(expect.reason)) {
        assert.equal(failure.reason, expect.reason, what);
        assert.equal(code, 3500, what);
    } else {
        assert.ok(dates.includes(failure.reason), `${what} ${failure.reason}`);
        assert.equal(code, outOfTime.includes(failure.reason) ? 109 : 3500, what);
    }
    return seen + 1;
}

// A server knows one issuer: what needs several is for the library, whose tests have it.
const ofServers = [...byConfiguration(clerkCases())].filter(([config]) => config.issuer.length <= 1);
for (const [config, cases] of ofServers) {
    test(`every vector under ${JSON.stringify(config)} is refused for its reason`, async () => {
        const { keyServer, server } = await startFor(config);
        try {
            let seen = 0;
            for (const c of cases)
                seen = await check(server, c, seen);
            await server.stop();
        } finally {
            keyServer.stop();
            await server.kill();
        }
    });
}
