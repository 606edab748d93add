// Ready, and the version that was shipped.

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** {status, body?} of one GET; what cannot be reached has the status 0 and says why in `body`. */
async function get(url, patience) {
    try {
        const reply = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(Math.min(patience, 10_000)) });
        return { status: reply.status, body: await reply.text() };
    } catch (error) {
        return { status: 0, body: error.cause?.message ?? error.message };
    }
}

/** What is still wrong, or undefined. */
async function complaint({ url, environment, commit }, patience) {
    const ready = await get(`${url}/health/ready`, patience);
    if (ready.status !== 200)
        return `/health/ready answers ${ready.status || ready.body}`;
    const reply = await get(`${url}/health`, patience);
    let health;
    try {
        health = JSON.parse(reply.body);
    } catch {
        return `/health answers ${reply.status} and no JSON`;
    }
    if (reply.status !== 200 || health.status !== 'ok')
        return `/health answers ${reply.status} with status '${health.status}'`;
    if (health.environment !== environment)
        return `it is '${health.environment}', not '${environment}'`;
    if (commit && health.release !== commit)
        return `it is commit '${health.release}', not '${commit}'`;
    return undefined;
}

/** Asks until all is right: while a deployment goes over, the old process may still answer. */
export async function checkHealth(wanted, report) {
    const deadline = Date.now() + wanted.patience;
    let wrong;
    do {
        wrong = await complaint(wanted, wanted.patience);
        if (!wrong) {
            report(`ready: ${wanted.environment}${wanted.commit ? ` at ${wanted.commit}` : ''}`);
            return;
        }
        await pause(Math.min(1000, wanted.patience / 10));
    } while (Date.now() < deadline);
    throw new Error(wrong);
}
