// Every command in README.md and docs/ is run, read from its page.
//
//   ```sh            is run in a folder like a clone with everything built, while a development server runs on the port
//                    that the page calls 8080 (`imagineo-ws` is in the PATH, its API key in $WEBSOCKET_API_KEY)
//   ```sh serve      one command that is a server: it must get ready, and end in order
//   ```sh platform   is run in a clone with the three branches, against stand-ins for the platform and GitHub; $COMMIT and
//                    $GOOD are beta's commit, $BAD staging's, $APP_URL is beta's address, and all variables are set
//   ```sh name.ext   is the text of a file, not commands
//
// The blocks of a page are run in their order. What would install, build or test for an hour is stood in for
// (support/stand_ins): those check what they are given. Commands in the text must exist, with their options.

import assert from 'node:assert/strict';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { blocksOf, readPages, spansOf } from './support/docs.mjs';
import { ControlRoom } from './support/docs_control_room.mjs';
import { Workshop } from './support/docs_workshop.mjs';
import { repository, run } from './support/release.mjs';
import { runBinary } from './support/server.mjs';

const pages = await readPages();
const isFile = (attribute) => /[./]/.test(attribute);

/** What a page's commands must have printed. */
const promised = {
    'README.md': [/listening\n/, /received \{ hello: 'world' \}/],
    'docs/configuration.md': [/The server would start with this\./],
};

let workshop;
after(() => workshop?.close());

for (const page of pages) {
    const blocks = blocksOf(page).filter(({ language, attribute }) => language === 'sh' && !isFile(attribute));
    if (blocks.length) {
        test(`the commands of ${page.name}`, async () => {
            let room;
            let printed = '';
            try {
                for (const { line, attribute, code } of blocks) {
                    if (attribute === 'platform')
                        room ??= await ControlRoom.make();
                    else if (!workshop) {
                        workshop = await Workshop.make();
                        await workshop.openServer();
                    }
                    if (attribute === 'serve') {
                        await workshop.tryServer(code);
                        continue;
                    }
                    assert.ok(['', 'platform'].includes(attribute), `${page.name}:${line}: no kind of block is called '${attribute}'`);
                    const { code: exit, output } = await (attribute === 'platform' ? room : workshop).run(code);
                    assert.equal(exit, 0, `${page.name}:${line}\n${code}\n${output}`);
                    printed += output;
                }
                for (const wanted of promised[page.name] ?? [])
                    assert.match(printed, wanted);
            } finally {
                await room?.close();
            }
        });
    }
}

test('commands stand in sh blocks, where they are run', () => {
    const command = /^ *(scripts\/|\.\/|sudo |imagineo-ws |build\/|curl |npm |npx |git |docker |doctl |gh |cmake |apt)/m;
    for (const page of pages) {
        for (const { line, language, code } of blocksOf(page)) {
            assert.ok(!['bash', 'shell', 'console', 'shell-session', 'zsh'].includes(language), `${page.name}:${line}: say sh`);
            if (language !== 'sh' && !['js', 'ts', 'tsx', 'cpp', 'yaml'].includes(language))
                assert.doesNotMatch(code, command, `${page.name}:${line} has a command, but is no sh block`);
        }
    }
});

/** What `path --help` prints, with the first word behind the path if that is a step of it. */
const helps = new Map();
async function helpOf(path, step) {
    const steps = { 'scripts/release/hotfix': true, 'scripts/release/rollback': true };
    const args = steps[path] && /^[a-z]+$/.test(step ?? '') ? [step, '--help'] : ['--help'];
    const key = [path, ...args].join(' ');
    if (!helps.has(key))
        helps.set(key, await run(join(repository, path), args));
    const { code, stdout, output } = helps.get(key);
    assert.equal(code, 0, `${key}: ${output}`);
    return stdout;
}

test('commands in the text exist, with the options they are given', async () => {
    const seen = [];
    for (const page of pages) {
        for (const span of spansOf(page)) {
            const [path, step] = span.split(' ');
            if (!/^(scripts|tests\/container)\/[\w-]+(\/[\w-]+)?(\.sh)?$/.test(path))
                continue;
            seen.push(span);
            await access(join(repository, path), constants.X_OK).catch(() => assert.fail(`${page.name}: there is no ${path}`));
            if (!path.startsWith('scripts/release/'))
                continue;
            const help = await helpOf(path, step);
            for (const [option] of span.matchAll(/--[a-z-]+/g))
                assert.ok(help.includes(option), `${page.name}: ${path} has no option ${option}`);
        }
    }
    assert.ok(seen.length > 20, seen.join('\n'));
});

test('subcommands of the binary in the text exist', async () => {
    const { output } = await runBinary(['--help']);
    for (const page of pages) {
        for (const span of spansOf(page)) {
            const [, subcommand] = /^imagineo-ws ([a-z-]+)/.exec(span) ?? [];
            assert.ok(!subcommand || output.includes(`  ${subcommand} `), `${page.name}: imagineo-ws has no subcommand ${subcommand}`);
        }
    }
});

test('pages that are linked to are there', async () => {
    for (const page of pages) {
        for (const [, target] of page.text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
            const path = join(repository, page.name, '..', target);
            await access(path).catch(() => assert.fail(`${page.name} links to ${target}, which is not there`));
        }
    }
});
