// The panel that shows how the connection is.

import { byId } from './element.js';

const titles = { idle: 'Disconnected', connecting: 'Connecting', connected: 'Connected', closed: 'Closed' };

/** What a code means for whoever looks at it; the server's own reason stands in front of it. */
const meanings = {
    3001: 'The server is stopping; the SDK comes back by itself.',
    3005: 'The token ran out and no new one came in time; the SDK comes back with a new one.',
    3008: 'This page read too slowly; the SDK comes back and recovers.',
    3012: 'The ping was not answered; the SDK comes back.',
    3500: 'The session has ended, or its token is no good. The SDK does not come back by itself.',
    3501: 'The server did not understand the client. The SDK does not come back by itself.',
    3503: 'The backend disconnected this user. The SDK does not come back by itself.',
};

function explain({ phase, code, reason }) {
    if (phase === 'connected')
        return 'Messages come in as they are published.';
    if (phase === 'idle')
        return 'Missed messages are recovered on the next connect.';
    if (phase === 'connecting' && code === 0)
        return 'Fetching a token and opening the socket.';
    const said = phase === 'closed' ? reason : `${code} ${reason}`;
    return [`${said}.`, meanings[code]].filter(Boolean).join(' ');
}

let timer;
let present; // the token that the connection lives by

function showCountdown() {
    const { expiresAt, lifetime } = present;
    const left = Math.max(0, expiresAt - Date.now());
    byId('token-left').textContent = left > 0 ? `${Math.ceil(left / 1000)} s left of ${lifetime / 1000} s` : 'expired';
    byId('token-bar').style.transform = `scaleX(${left / lifetime})`;
}

function startCountdown() {
    clearInterval(timer);
    timer = setInterval(showCountdown, 1000);
    byId('token').hidden = false;
    showCountdown();
}

function stopCountdown() {
    clearInterval(timer);
    byId('token').hidden = true;
}

export function showToken(token) {
    present = token;
    byId('refreshes').textContent = ['not yet', 'once', 'twice'][token.refreshes] ?? `${token.refreshes} times`;
    startCountdown();
}

/** Shows the phase of a session's connection. */
export function showPhase(detail) {
    const { phase, code, client } = detail;
    byId('state').dataset.phase = byId('pill').dataset.phase = phase;
    byId('phase').textContent = phase === 'closed' ? `Closed with ${code}` : titles[phase];
    byId('why').textContent = explain(detail);
    byId('pill').textContent = phase === 'closed' ? `closed ${code}` : titles[phase].toLowerCase();
    byId('client').textContent = byId('client').title = client ?? '–';
    byId('connection-actions').hidden = false;
    byId('disconnect').hidden = phase === 'idle' || phase === 'closed';
    byId('connect').textContent = phase === 'closed' ? 'Try this one again' : 'Connect';
    byId('connect').hidden = !byId('disconnect').hidden;
    byId('renew').hidden = phase !== 'closed';
    byId('revoke').disabled = phase === 'closed';
    byId('connection-facts').hidden = false;
    if (phase === 'connected')
        startCountdown();
    if (phase === 'idle' || phase === 'closed')
        stopCountdown();
}

export function showSignedOut() {
    stopCountdown();
    byId('state').dataset.phase = byId('pill').dataset.phase = 'idle';
    byId('phase').textContent = 'Signed out';
    byId('why').textContent = 'Sign in to connect.';
    byId('pill').textContent = 'signed out';
    byId('connection-facts').hidden = byId('connection-actions').hidden = true;
}
