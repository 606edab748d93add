// Where the commands for a platform are tried: a clone of a remote with the three branches, the platform and GitHub
// stood in for, and a server behind every app.

import { rm } from 'node:fs/promises';

import { copyScripts, idsOfStandIn, linkPackages, pathWithStandIns } from './docs_workshop.mjs';
import { Front } from './front.mjs';
import { repository, run } from './release.mjs';
import { gitEnvironment } from './release_git.mjs';
import { World } from './release_world.mjs';
import { apiKey, hmacSecret, startServer } from './server.mjs';

export class ControlRoom {
    /** Staging is one commit before beta, beta one before production; all of it green for two days. */
    static async make() {
        const room = new ControlRoom();
        const world = await World.make();
        room.world = world;
        room.server = await startServer({ FRONTEND_URL: world.variables.FRONTEND_URL });
        world.github.verdictOfAll = 'success';
        room.good = await world.shipToBeta({ 'server.txt': 'good\n' }, 'Good');
        room.bad = await world.shipToStaging({ 'server.txt': 'bad\n' }, 'Bad');
        const served = { staging: room.bad, beta: room.good, production: await world.remote.head('server-main') };
        room.fronts = {};
        for (const [environment, commit] of Object.entries(served)) {
            room.fronts[environment] = await new Front(room.server, environment, commit).start();
            world.app(environment).live_url = room.fronts[environment].url;
        }
        await rm(`${world.remote.clone}/scripts`, { recursive: true, force: true });
        await copyScripts(world.remote.clone);
        await linkPackages(world.remote.clone);
        return room;
    }

    /** Runs a block: {code, output}. */
    run(code) {
        const { world } = this;
        return run('bash', ['-euo', 'pipefail'], {
            cwd: world.remote.clone, input: code,
            env: {
                ...gitEnvironment, ...world.platform.environment, ...world.github.environment, ...world.variables,
                PATH: pathWithStandIns, REPOSITORY: repository, COMMIT: this.good, GOOD: this.good, BAD: this.bad,
                ...idsOfStandIn, APP_URL: this.fronts.beta.url, WEBSOCKET_API_KEY: apiKey, SMOKE_API_KEY: apiKey, SMOKE_TOKEN_SECRETS: hmacSecret, SMOKE_SOAK_MINUTES: '0.02',
            },
        });
    }

    async close() {
        Object.values(this.fronts).forEach((front) => front.close());
        await this.server.stop();
    }
}
