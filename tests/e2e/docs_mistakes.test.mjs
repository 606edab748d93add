// What a hurried hand may write into a page is found by the tests of the pages.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { BlockRunner, problemsOfBlocks } from './support/docs_blocks.mjs';
import { problemsOfSpans } from './support/docs_spans.mjs';

const runner = new BlockRunner();
after(() => runner.close());

const block = (kind, code) => ({ name: 'page.md', text: `# Page\n\n\`\`\`${kind}\n${code}\n\`\`\`\n` });

/** Blocks that must not pass, as [kind, commands, what is said of them]. */
const blocks = {
    'a command that is not there': ['sh', 'imagineo-wsd serve', /page\.md:3[^]*command not found/],
    'one whose failure the block hides': ['sh', 'imagineo-wsd serve || true', /command not found/],
    'one whose failure a pipe hides': ['sh platform', 'doctl apps listt | cat', /stand-in: no command/],
    'a name where the platform wants an id': ['sh platform', 'doctl apps list-deployments imagineo-websocket-beta', /no app/],
    'a subcommand that is not there': ['sh', 'imagineo-ws migrat up', /migrat/],
    'an option that is not there': ['sh', 'imagineo-ws dev-token --name anna', /--name/],
    'an option of a release command, hidden': ['sh platform', 'scripts/release/drift --hastily || true', /unrecognized arguments/],
    'an environment that is not there': ['sh platform', 'scripts/release/apply-spec moon', /invalid choice/],
    'a stage that is not there': ['sh', 'scripts/test everything', /no stage everything/],
    'a preset that is not there': ['sh', 'scripts/build fast', /no preset fast/],
    'an address that answers 404': ['sh', 'curl -sSf http://127.0.0.1:8080/nowhere', /404/],
    'a kind of block that is not there': ['sh somewhere', 'true', /no kind of block is called 'somewhere'/],
};
for (const [what, [kind, code, wanted]] of Object.entries(blocks)) {
    test(`in a block: ${what}`, async () => {
        await assert.rejects(runner.run(block(kind, code)), wanted);
    });
}

test('commands in blocks that are not run', () => {
    for (const [kind, code] of [['', 'scripts/release/drift'], ['text', '$ doctl apps list'], ['bash', 'true'], ['console', 'true']])
        assert.equal(problemsOfBlocks(block(kind, code)).length, 1, `${kind}: ${code}`);
    for (const [kind, code] of [['sh', 'scripts/test'], ['json', '{}'], ['', 'server-main ──► app'], ['sql', 'DROP TABLE users;']])
        assert.deepEqual(problemsOfBlocks(block(kind, code)), []);
});

const spans = {
    'scripts/release/deploy': /there is no such file/,
    'scripts/release/rollback again production': /invalid choice/,
    'scripts/release/promote beta --fast': /no option --fast/,
    'scripts/release/apply-spec moon': /invalid choice/,
    'scripts/test everything': /no stage everything/,
    'tests/container/image.sh polish': /knows no 'polish'/,
    'imagineo-ws polish': /polish/,
    'imagineo-ws migrate down': /down/,
    'imagineo-ws dev-token --name anna': /--name/,
    'build/release/bin/imagineo-bench fanout --speed 9': /--speed/,
    'doctl apps rollback imagineo-websocket-beta': /no command 'apps rollback'/,
    'docker run imagineo-ws': /docker stand-in/,
    'turso db show': /make it an sh block/,
};
for (const [span, wanted] of Object.entries(spans)) {
    test(`in the text: ${span}`, async () => {
        const [problem, ...others] = await problemsOfSpans({ name: 'page.md', text: `Say \`${span}\`.` });
        assert.match(problem ?? 'nothing was found', wanted);
        assert.deepEqual(others, []);
    });
}
