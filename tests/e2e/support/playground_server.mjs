// The server as a developer starts it, in an empty folder: it serves the playground itself.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, startBareServer } from './server.mjs';

export class PlaygroundServer {
    async start() {
        this.folder = await mkdtemp(join(tmpdir(), 'imagineo-ws-playground-'));
        this.server = await startBareServer({ NODE_ENV: 'development', PORT: await freePort() }, this.folder);
        return this;
    }

    get url() { return this.server.url; }

    async stop() {
        await this.server.stop();
        await rm(this.folder, { recursive: true });
    }
}
