// Clerk's hook as pages use it, for tests: `window.signIn` says who is signed in, a development server makes the tokens.
// Runs in a browser.

import { useSyncExternalStore } from 'react';

const nobody = { userId: null, sessionId: null, orgId: null };
const listeners = new Set();
let session = nobody;

/** Changes who is signed in: {userId, sessionId, orgId}; nothing: nobody. */
window.signIn = (who = nobody) => {
    session = { ...nobody, ...who };
    listeners.forEach((listener) => listener());
};
window.tokens = []; // what getToken was asked with

function subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

async function getToken(options) {
    window.tokens.push(options);
    if (!session.sessionId)
        return null;
    const { userId, sessionId, orgId } = session;
    const query = new URLSearchParams({ user: userId, session: sessionId, ...(orgId && { org: orgId }) });
    const reply = await fetch(new URL(`/dev/token?${query}`, process.env.NEXT_PUBLIC_WEBSOCKET_URL));
    return (await reply.json()).token;
}

export function useAuth() {
    const { userId, sessionId, orgId } = useSyncExternalStore(subscribe, () => session);
    return { isLoaded: true, isSignedIn: sessionId !== null, userId, sessionId, orgId, getToken };
}
