// What the tests' package.json pins: the client SDK, and a WebSocket that can send headers.

import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../tests/e2e/package.json', import.meta.url));

export const { Centrifuge } = require('centrifuge');
export const WebSocket = require('ws');

export const webSocketUrl = (url) => `${url.replace(/^http/, 'ws')}/connection/websocket`;

/** A WebSocket class whose handshakes come from this page; undefined: from no page. */
export const webSocketOf = (origin) => class extends WebSocket {
    constructor(url, protocols) {
        super(url, protocols, { origin, handshakeTimeout: 10_000 });
    }
};
