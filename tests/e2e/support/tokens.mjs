// HS256 tokens as an application's backend would issue them.

import { createHmac } from 'node:crypto';

import { hmacSecret } from './server.mjs';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

/** Signs any claims; `secret` other than the server's makes a forgery. */
export function sign(claims, secret = hmacSecret) {
    const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** A connection token: one hour, unless the claims say otherwise. */
export const connectionToken = (user, claims = {}) => sign({ sub: user, exp: inSeconds(3600), ...claims });

export const subscriptionToken = (user, channel, claims = {}) =>
    sign({ sub: user, channel, exp: inSeconds(3600), ...claims });
