// The command line of the smoke test.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { checkDelivery } from './delivery.mjs';
import { checkHealth } from './health.mjs';
import { checkOrigins } from './origins.mjs';
import { checkSoak } from './soak.mjs';

const usage = `usage: smoke-test [staging|beta|production] [options]

Asks a deployed server for what users need: it is ready, it is the expected version, foreign pages are refused, and a
real SDK client gets what is published, also what was published while it was away.

  --record FILE    what watch-deployment wrote: environment, address and commit come from there
  --url URL        the server's address, https (or http on the loopback)
  --commit SHA     the commit it must be; without it any will do
  --origin URL     the page that the client claims to be: one of FRONTEND_URL
  --patience S     how long it may take to be ready with that commit, in seconds (120)
  --soak MINUTES   then a few clients stay for so long, and must get everything (0: not at all)
  --help

Environment: SMOKE_API_KEY publishes (WEBHOOK_SECRET, or a key of WEBSOCKET_API_KEYS with the scope publish, without
its name and scopes), SMOKE_TOKEN_SECRETS signs the client's token (TOKEN_HMAC_SECRETS), whose audience and issuer are
TOKEN_AUDIENCE and TOKEN_ISSUER where the server asks for them. Of a list with commas the first is taken.

Exit code 0: all is well; 1: something is not; 2: wrong options.
`;

/** In minutes. */
const longestSoak = 60;

class UsageError extends Error {}

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The address without a closing slash. */
function checkedUrl(text) {
    const url = URL.parse?.(text) ?? new URL(text);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname)))
        throw new UsageError(`--url must be an https address (or http on the loopback), not '${text}'`);
    return url.href.replace(/\/$/, '');
}

function secret(name) {
    const value = (process.env[name] ?? '').split(',')[0].trim();
    if (!value)
        throw new UsageError(`${name} is not set`);
    return value;
}

/** What watch-deployment wrote. A file that cannot be read is no verdict about the server. */
async function recordIn(file) {
    try {
        return JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
        throw new UsageError(`--record ${file}: ${error.message}`);
    }
}

async function settings() {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            record: { type: 'string' }, url: { type: 'string' }, commit: { type: 'string' }, origin: { type: 'string' },
            patience: { type: 'string', default: '120' }, soak: { type: 'string', default: '0' }, help: { type: 'boolean' },
        },
    });
    if (values.help)
        return undefined;
    const record = values.record ? await recordIn(values.record) : {};
    const [environment = record.environment, ...rest] = positionals;
    const url = values.url ?? record.url;
    if (!['staging', 'beta', 'production'].includes(environment) || rest.length || !url || !(Number(values.patience) > 0))
        throw new UsageError('an environment and --url, or --record, are needed');
    if (!(Number(values.soak) >= 0 && Number(values.soak) <= longestSoak))
        throw new UsageError(`--soak must be a number of minutes up to ${longestSoak}, not '${values.soak}'`);
    return {
        environment, url: checkedUrl(url), commit: values.commit ?? record.commit, origin: values.origin?.split(',')[0],
        patience: Number(values.patience) * 1000, soak: Number(values.soak) * 60_000, key: secret('SMOKE_API_KEY'),
        tokenSecret: secret('SMOKE_TOKEN_SECRETS'), audience: process.env.TOKEN_AUDIENCE || undefined,
        issuer: process.env.TOKEN_ISSUER || undefined,
    };
}

async function main() {
    const wanted = await settings();
    if (!wanted) {
        process.stdout.write(usage);
        return;
    }
    const report = (text) => console.log(`ok  ${text}`);
    await checkHealth(wanted, report);
    await checkOrigins(wanted, report);
    await checkDelivery(wanted, report);
    await checkSoak(wanted, report);
}

try {
    await main();
} catch (error) {
    const isUsage = error instanceof UsageError || String(error.code ?? '').startsWith('ERR_PARSE_ARGS') || error.code === 'ERR_INVALID_URL';
    console.error(isUsage ? `${error.message}\n\n${usage}` : `FAILED  ${error.message}`);
    // What is still awaited (a publication that will not come) must not hold up the verdict.
    process.exit(isUsage ? 2 : 1);
}
