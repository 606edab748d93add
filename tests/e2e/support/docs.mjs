// The pages, their fenced blocks and their code spans; blocks that are files.

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { repository } from './release.mjs';

/** README.md and everything under docs/, as {name, text}. */
export async function readPages() {
    const names = (await readdir(join(repository, 'docs'), { recursive: true })).filter((name) => name.endsWith('.md'));
    const paths = ['README.md', ...names.map((name) => join('docs', name)).sort()];
    return Promise.all(paths.map(async (name) => ({ name, text: await readFile(join(repository, name), 'utf8') })));
}

/** Fenced blocks as {line, language, attribute, code}; those in lists lose their indentation. */
export function blocksOf({ text }) {
    const blocks = [];
    let open;
    text.split('\n').forEach((line, index) => {
        const fence = /^( *)```(\S*) ?(.*)$/.exec(line);
        if (fence && open) {
            blocks.push({ ...open, code: open.lines.map((inner) => inner.slice(open.indent)).join('\n') });
            open = undefined;
        } else if (fence) {
            open = { line: index + 1, indent: fence[1].length, language: fence[2], attribute: fence[3], lines: [] };
        } else {
            open?.lines.push(line);
        }
    });
    if (open)
        throw new Error(`the fence in line ${open.line} is never closed`);
    return blocks;
}

/** What stands in `…` outside of fenced blocks. */
export function spansOf({ text }) {
    const prose = text.replace(/^( *)```[\s\S]*?^\1```$/gm, '');
    return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
}

/** What links to the page's headings end in. */
export function headingsOf({ text }) {
    const prose = text.replace(/^( *)```[\s\S]*?^\1```$/gm, '');
    return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
}

/** The blocks of a page of docs/ whose fence carries a name: name → text. */
export async function filesOf(page) {
    const text = await readFile(join(repository, 'docs', page), 'utf8');
    const named = blocksOf({ text }).filter(({ attribute }) => attribute);
    return new Map(named.map(({ attribute, code }) => [attribute, `${code}\n`]));
}

/** Writes {name: text} or such a Map below the folder. */
export async function writeFiles(folder, files) {
    for (const [name, text] of files instanceof Map ? files : Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
    }
}
