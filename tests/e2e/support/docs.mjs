// The code in the pages of docs/, as files.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { repository } from './release.mjs';

/** The blocks of a page whose fence carries a file's name: name → text. */
export async function filesOf(page) {
    const text = await readFile(join(repository, 'docs', page), 'utf8');
    return new Map(Array.from(text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm), ([, name, body]) => [name, body]));
}

/** Writes {name: text} or such a Map below the folder. */
export async function writeFiles(folder, files) {
    for (const [name, text] of files instanceof Map ? files : Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
    }
}
