// Commands in the text of pages: what they call exists, and takes the options that it is given.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { spansOf } from './docs.mjs';
import { idsOfStandIn, pathWithStandIns, standIns } from './docs_workshop.mjs';
import { repository, run } from './release.mjs';
import { binary } from './server.mjs';

/** Quoted from the instructions that docs/deployment.md corrects. */
const quoted = new Set(['git merge', 'git revert HEAD~1']);

const environment = {
    PATH: pathWithStandIns, REPOSITORY: repository, DIGITALOCEAN_ACCESS_TOKEN: 'a-token', OLD_SECRET: 'an-old-secret', ...idsOfStandIn,
};

const isOption = (word) => word.startsWith('-');

const unknownOptions = (words, help) =>
    words.filter(isOption).filter((option) => !help.includes(option)).map((option) => `no option ${option}`).join(', ');

/** Asks `path` for its help behind the words of the span: so it refuses values that it does not have. */
async function askHelp(path, words) {
    const { code, stdout, output } = await run(path, [...words, '--help'], { env: environment });
    return code === 0 ? unknownOptions(words, stdout) : output;
}

async function askScript(span) {
    const [path, ...words] = span.split(/ +/);
    const text = await readFile(join(repository, path), 'utf8').catch(() => undefined);
    if (text === undefined)
        return 'there is no such file';
    // Those in shell take --help as their only word, if at all.
    const isPython = text.startsWith('#!/usr/bin/env python3');
    if (isPython || !words.length)
        return path.startsWith('scripts/release/') ? askHelp(join(repository, path), words) : '';
    return words.filter((word) => !text.includes(word)).map((word) => `knows no '${word}'`).join(', ');
}

/** Ours list their subcommands, take options before and behind them, and forgive words they do not know when asked for help. */
const askBinary = (name) => async (span) => {
    const path = join(dirname(binary), name);
    const words = span.split(/ +/).slice(1);
    const general = await run(path, ['--help']);
    if (!isOption(words[0]) && !general.stdout.includes(`  ${words[0]} `))
        return `no subcommand ${words[0]}`;
    const { code, output } = await run(path, [...words, '--help']);
    return code === 0 ? unknownOptions(words, general.stdout + output) : output;
};

async function askStandIn(span) {
    const [path, ...words] = span.split(/ +/);
    const { code, output } = await run(join(standIns, path), words, { cwd: repository, env: environment });
    return code === 0 ? '' : output;
}

async function runIt(span) {
    const { code, output } = await run('bash', ['-euo', 'pipefail'], { cwd: repository, env: environment, input: span });
    return code === 0 ? '' : output;
}

/** By how a span begins: gives what is wrong with it, or ''. Whatever else a span is, it is no command. */
const checks = [
    [/^scripts\/(build|setup|test)( |$)/, askStandIn],
    [/^(scripts|tests\/container)\/[\w-]+(\/[\w-]+)?(\.sh)?( |$)/, askScript],
    [/^(build\/release\/bin\/)?imagineo-ws /, askBinary('imagineo-ws')],
    [/^(build\/release\/bin\/)?imagineo-bench /, askBinary('imagineo-bench')],
    [/^(doctl|docker|npm|openssl|printf) /, runIt],
    [/^(apt|apt-get|cmake|ctest|curl|gh|git|node|npx|pip|podman|python3|sudo|turso|wget) /, () => 'nobody runs it: make it an sh block'],
];

/** One sentence for each command in the page's text that is not as it says. */
export async function problemsOfSpans(page, seen = []) {
    const problems = [];
    for (const written of spansOf(page)) {
        const span = written.replace(/^([A-Z_]+=\S+ )+/, '');
        const [, check] = checks.find(([beginning]) => beginning.test(span)) ?? [];
        if (!check || span.includes('…') || quoted.has(span))
            continue;
        seen.push(span);
        const wrong = await check(span);
        if (wrong)
            problems.push(`${page.name}: \`${written}\`: ${wrong}`);
    }
    return problems;
}
