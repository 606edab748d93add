// The Dockerfile keeps to what every builder does the same way: kaniko, buildah and BuildKit. What a builder ignores without a
// word, or starts in another way, shows on the platform only.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { repository } from './support/release.mjs';

let dockerfile;
let ignored;
before(async () => {
    dockerfile = await readFile(join(repository, 'Dockerfile'), 'utf8');
    ignored = await readFile(join(repository, '.dockerignore'), 'utf8');
});

/** Its instructions, each in one line. */
const instructionsOf = (text) => text.replace(/^#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n').filter((line) => line.trim());
const all = (text, name) => instructionsOf(text).filter((line) => line.startsWith(`${name} `));
const isExec = (line) => /^\w+ (.* )?\[.*\]$/.test(line);

/** rule -> whether a text keeps it, and what a hurried hand makes of ours, as [from, to]. */
const rules = {
    'no mounts: ignored, or unknown': [(text) => !/^RUN .*--mount/m.test(text),
        ['RUN scripts/setup', 'RUN --mount=type=cache,target=/var/cache/apt scripts/setup']],
    'no text within: not run': [(text) => !instructionsOf(text).some((line) => /^(RUN|COPY) .*<<-?\w/.test(line)),
        ['RUN scripts/setup build', 'RUN <<EOF\nscripts/setup build']],
    'copies without options of one builder': [(text) => !/^(COPY|ADD) .*--(link|parents|exclude|checksum)/m.test(text),
        ['COPY cmake cmake', 'COPY --link cmake cmake']],
    'nothing comes from elsewhere': [(text) => !all(text, 'ADD').length,
        ['COPY cmake cmake', 'ADD https://example.com/cmake.tar cmake']],
    'no other syntax': [(text) => !/^# *syntax *=/m.test(text), ['# The server', '# syntax=docker/dockerfile:1\n# The server']],
    'one base for both stages': [(text) => all(text, 'FROM').length === 2 && all(text, 'FROM').every((line) => line.startsWith('FROM ${BASE_IMAGE}')),
        ['\nFROM ${BASE_IMAGE}\n', '\nFROM debian:trixie-slim\n']],
    'the server is process 1': [(text) => all(text, 'CMD').join() === 'CMD ["/usr/local/bin/imagineo-ws"]',
        ['CMD ["/usr/local/bin/imagineo-ws"]\n', 'CMD imagineo-ws\n']],
    'a run_command replaces it': [(text) => !all(text, 'ENTRYPOINT').length,
        ['STOPSIGNAL', 'ENTRYPOINT ["/usr/local/bin/imagineo-ws"]\nSTOPSIGNAL']],
    'it is stopped with SIGTERM': [(text) => all(text, 'STOPSIGNAL').join() === 'STOPSIGNAL SIGTERM',
        ['STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGKILL']],
    'not root, by number': [(text) => /^USER [1-9]\d*:[1-9]\d*$/.test(all(text, 'USER').at(-1)),
        ['USER 10001:10001', 'USER root']],
    'it looks after itself, without a shell': [(text) => all(text, 'HEALTHCHECK').length === 1 && isExec(all(text, 'HEALTHCHECK')[0]),
        ['CMD ["/usr/local/bin/imagineo-ws", "health"]', 'CMD curl -f http://localhost:8080/health']],
    'four compilers at most, whatever the host has': [(text) => all(text, 'RUN').some((line) => line.startsWith('RUN CMAKE_BUILD_PARALLEL_LEVEL=4 scripts/build ')),
        ['RUN CMAKE_BUILD_PARALLEL_LEVEL=4 scripts/build', 'RUN scripts/build']],
    'no secret becomes part of it': [(text) => !/^(ARG|ENV) .*(SECRET|TOKEN|KEY|PASSWORD|DATABASE_URL)/m.test(text),
        ['ARG BASE_IMAGE', 'ARG DATABASE_URL\nARG BASE_IMAGE']],
};
for (const [rule, [keeps, [from, to]]] of Object.entries(rules)) {
    test(rule, () => {
        assert.ok(keeps(dockerfile));
        assert.ok(dockerfile.includes(from), from);
        assert.ok(!keeps(dockerfile.replace(from, to)), `not found: ${to}`);
    });
}

test('what it copies is in the context, and nothing else is', () => {
    const [first, ...allowed] = ignored.split('\n').filter((line) => line && !line.startsWith('#'));
    assert.equal(first, '*');
    const copied = all(dockerfile, 'COPY').filter((line) => !line.includes('--from=')).flatMap((line) => line.split(/ +/).slice(1, -1));
    assert.deepEqual(allowed.map((line) => line.replace('!', '')).sort(), copied.sort());
});

test('the page about others\' work has every library that is built with, and what is linked is in the image', async () => {
    const setup = await readFile(join(repository, 'scripts/setup'), 'utf8');
    const page = await readFile(join(repository, 'docs/third-party.md'), 'utf8');
    const rows = page.match(/^\| `[^\n]*/gm).map((line) => line.split('|').map((cell) => cell.trim()));
    const wanted = /build\) echo ([^;]*);;/.exec(setup)[1].split(/[\s\\]+/).filter((name) => name.endsWith('-dev'));
    assert.ok(wanted.length >= 10);
    assert.deepEqual(rows.map(([, name]) => name.replaceAll('`', '')).toSorted(), wanted.toSorted());
    for (const [, name, how] of rows) {
        const linked = how.includes('linked') ? /linked: `([^`]+)`/.exec(how)[1] : undefined;
        const brought = linked && /comes with `([^`]+)`/.exec(how)?.[1];
        assert.ok(!linked || all(dockerfile, 'RUN').some((line) => line.split(' ').includes(brought ?? linked)), `${name}: ${linked}`);
    }
});
