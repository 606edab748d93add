// What a development server offers this page: docs/development.md.

/** The parsed answer. Throws an Error with the server's own sentence for any status but 2xx. */
async function ask(path, body) {
    const reply = await fetch(path, body === undefined ? {} : {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok)
        throw new Error(text.trim() || `${path} answered ${reply.status}`);
    return JSON.parse(text);
}

const query = (parameters) =>
    new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ''));

/** {version, websocket_url, issues_tokens, namespaces: [{name, rules}]} */
export const fetchInfo = () => ask('/dev/info');

/** A session token as Clerk would give it: {token, expires_at (s), expires_in (s), …}. */
export function fetchToken({ user, id, org, role, permissions, lifetime }) {
    return ask(`/dev/token?${query({ user, session: id, org, role: org && role, permissions: org && permissions, lifetime })}`);
}

/** The text of a token that admits the user to the channel, for namespaces that want one. */
export const fetchSubscriptionToken = async (user, channel) =>
    (await ask(`/dev/subscription-token?${query({ user, channel })}`)).token;

/** Publishes as the app's backend does. Gives {offset?, epoch?}; throws an Error such as "102 unknown channel". */
export async function publishAsBackend(channel, data) {
    const { result, error } = await ask('/dev/publish', { channel, data });
    if (error)
        throw new Error(`${error.code} ${error.message}`);
    return result;
}

/** Has the server told, as by Clerk's webhook, that the session was revoked. Throws where it did not take it. */
export async function endSession({ id, user }) {
    const { status, answer } = await ask('/dev/webhook', { type: 'session.revoked', session: id, user });
    if (status !== 200)
        throw new Error(`The delivery was answered ${status}: ${answer}`);
}
