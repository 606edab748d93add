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

/** What /health says of a server that is well. Throws what is not. */
export async function health({ url, patience }) {
    const reply = await get(`${url}/health`, patience);
    let facts;
    try {
        facts = JSON.parse(reply.body);
    } catch {
        throw new Error(`/health answers ${reply.status || reply.body}${reply.status ? ' and no JSON' : ''}`);
    }
    if (reply.status !== 200 || facts.status !== 'ok')
        throw new Error(`/health answers ${reply.status} with status '${facts.status}'`);
    return facts;
}

/** Throws what is still wrong. */
async function checkOnce(wanted) {
    const { url, environment, commit, patience } = wanted;
    const ready = await get(`${url}/health/ready`, patience);
    if (ready.status !== 200)
        throw new Error(`/health/ready answers ${ready.status || ready.body}`);
    const facts = await health(wanted);
    if (facts.environment !== environment)
        throw new Error(`it is '${facts.environment}', not '${environment}'`);
    if (commit && facts.release !== commit)
        throw new Error(`it is commit '${facts.release}', not '${commit}'`);
}

/** Asks until all is right: while a deployment goes over, the old process may still answer. */
export async function checkHealth(wanted, report) {
    const deadline = Date.now() + wanted.patience;
    for (;;) {
        try {
            await checkOnce(wanted);
            break;
        } catch (error) {
            if (Date.now() >= deadline)
                throw error;
        }
        await pause(Math.min(1000, wanted.patience / 10));
    }
    report(`ready: ${wanted.environment}${wanted.commit ? ` at ${wanted.commit}` : ''}`);
}
