// The commands in the sh blocks of a page, run in their order.
//
//   ```sh            in a folder like a clone with everything built, while a development server runs on the port that
//                    the page calls 8080 (`imagineo-ws` is in the PATH, its keys in $WEBSOCKET_API_KEY and $ADMIN_API_KEY)
//   ```sh serve      one command that is a server: it must get ready, and end in order
//   ```sh platform   in a clone with the three branches, against stand-ins for the platform and GitHub; $COMMIT and
//                    $GOOD are beta's commit, $BAD staging's, $APP_URL is beta's address, $APP and $DEPLOYMENT are doctl's
//                    ids of production, and all variables are set
//   ```sh name.ext   is the text of a file, not commands
//
// What would install, build or test for an hour is stood in for (stand_ins/): those check what they are given.

import assert from 'node:assert/strict';

import { blocksOf } from './docs.mjs';
import { ControlRoom } from './docs_control_room.mjs';
import { Workshop } from './docs_workshop.mjs';

/** What a command leaves behind that is not there, or has no such option, even where the block goes on. */
const unknown = /command not found|No such file or directory|stand-in: |unrecognized arguments|invalid choice/;

const isFile = (attribute) => /[./]/.test(attribute);

/** The blocks of a page that hold commands. */
export function commandBlocksOf(page) {
    return blocksOf(page).filter(({ language, attribute }) => language === 'sh' && !isFile(attribute));
}

/** Gives one development server to all pages, and each page a platform of its own. */
export class BlockRunner {
    #workshop;

    /** Everything that the page's commands print. Throws for one that fails or is not there. */
    async run(page) {
        let room;
        let printed = '';
        try {
            for (const { line, attribute, code } of commandBlocksOf(page)) {
                const where = `${page.name}:${line}`;
                assert.ok(['', 'serve', 'platform'].includes(attribute), `${where}: no kind of block is called '${attribute}'`);
                if (attribute === 'serve') {
                    await (await this.#openWorkshop()).tryServer(code);
                    continue;
                }
                if (attribute === 'platform')
                    room ??= await ControlRoom.make();
                const { code: exit, output } = await (attribute === 'platform' ? room : await this.#openWorkshop()).run(code);
                assert.equal(exit, 0, `${where}\n${code}\n${output}`);
                assert.doesNotMatch(output, unknown, `${where}\n${code}\n${output}`);
                printed += output;
            }
        } finally {
            await room?.close();
        }
        return printed;
    }

    close() { this.#workshop?.close(); }

    async #openWorkshop() {
        if (!this.#workshop) {
            this.#workshop = await Workshop.make();
            await this.#workshop.openServer();
        }
        return this.#workshop;
    }
}

const tools = ['sudo', 'imagineo-ws', 'imagineo-bench', 'curl', 'wget', 'npm', 'npx', 'node', 'git', 'gh', 'docker', 'podman', 'doctl',
    'turso', 'openssl', 'cmake', 'ctest', 'apt', 'apt-get', 'pip', 'python3'];
const command = new RegExp(`^ *(\\$ |\\./|scripts/|build/|tests/container/|(${tools.join('|')}) )`, 'm');
const shells = ['bash', 'shell', 'console', 'shell-session', 'zsh', 'terminal'];

/** Commands in blocks that nobody would run. */
export function problemsOfBlocks(page) {
    return blocksOf(page).flatMap(({ line, language, code }) => {
        if (shells.includes(language))
            return [`${page.name}:${line}: say sh, not ${language}`];
        return ['', 'text'].includes(language) && command.test(code) ? [`${page.name}:${line} has a command, but is no sh block`] : [];
    });
}
