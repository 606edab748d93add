// Everything a release command talks to, with all in order: nothing to promote, nothing out of line.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GitHubStandIn } from './github_stand_in.mjs';
import { PlatformStandIn } from './platform_stand_in.mjs';
import { release, repository, run } from './release.mjs';
import { Remote, gitEnvironment } from './release_git.mjs';

export const environments = {
    staging: { branch: 'server-development', app: 'imagineo-websocket-staging', file: 'app.development.yaml' },
    beta: { branch: 'server-beta', app: 'imagineo-websocket-beta', file: 'app.beta.yaml' },
    production: { branch: 'server-main', app: 'imagineo-websocket-production', file: 'app.production.yaml' },
};

/** A YAML file as an object. */
export async function yaml(path) {
    const script = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
    const { code, stdout, output } = await run('python3', ['-c', script], { input: await readFile(path, 'utf8') });
    assert.equal(code, 0, output);
    return JSON.parse(stdout);
}

/** The examples of variables.yaml, as environment variables. */
export async function exampleVariables() {
    const variables = await yaml(join(repository, 'specs/variables.yaml'));
    return Object.fromEntries(Object.entries(variables).map(([name, { example }]) => [name, example]));
}

/** The spec of an environment with the examples in it. */
export async function exampleSpec(environment, values) {
    const spec = await yaml(join(repository, 'specs', environments[environment].file));
    return JSON.parse(JSON.stringify(spec).replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name) => values[name]));
}

export class World {
    static async make() {
        const world = new World();
        world.remote = await Remote.make();
        world.platform = await new PlatformStandIn().start();
        world.github = await new GitHubStandIn().start();
        world.variables = await exampleVariables();
        const head = await world.remote.head('server-main');
        for (const [name, { app }] of Object.entries(environments)) {
            world.platform.deploy(world.platform.addApp(await exampleSpec(name, world.variables)), head);
            world.github.check(head, `deployed to ${name}`);
            assert.ok(world.platform.app(app));
        }
        world.github.check(head, 'tests');
        return world;
    }

    /** The app of an environment, as the platform has it. */
    app(environment) { return this.platform.app(environments[environment].app); }

    /** A commit on staging that is deployed there, with everything green. */
    async shipToStaging(files, message) {
        const commit = await this.remote.commit('server-development', files, message);
        this.platform.deploy(this.app('staging'), commit);
        this.github.check(commit, 'tests');
        this.github.check(commit, 'deployed to staging');
        return commit;
    }

    /** The same, promoted to beta two days ago. */
    async shipToBeta(files, message) {
        const commit = await this.shipToStaging(files, message);
        await this.remote.git('push', '--quiet', 'origin', `${commit}:refs/heads/server-beta`);
        this.platform.deploy(this.app('beta'), commit);
        this.github.check(commit, 'deployed to beta');
        return commit;
    }

    /** Runs a release command in the clone with all it may need; it must never show a token. */
    async run(name, args, env = {}) {
        const given = { ...gitEnvironment, ...this.platform.environment, ...this.github.environment, ...this.variables, ...env };
        const result = await release(name, args, { cwd: this.remote.clone, env: given });
        const hidden = Object.entries(given).filter(([key]) => /SECRET|TOKEN|ADMIN_API_KEY|API_KEYS|DATABASE_URL/.test(key));
        for (const [key, value] of hidden)
            assert.ok(!value || !result.output.includes(value), `${name} shows ${key}`);
        assert.ok(!result.output.includes('Traceback'), result.output);
        return result;
    }

    /** Runs it and expects a refusal that says so, and nothing changed. */
    async refuses(name, args, wanted, env = {}) {
        const before = JSON.stringify([await this.remote.heads(), this.platform.changes]);
        const { code, stderr, output } = await this.run(name, args, env);
        assert.equal(code, 1, output);
        assert.match(stderr, /^refused: /);
        assert.match(stderr, wanted);
        assert.equal(JSON.stringify([await this.remote.heads(), this.platform.changes]), before, 'a refusal changes nothing');
    }

    /** Runs it and expects success; gives what it said. */
    async does(name, args, env = {}) {
        const { code, stdout, output } = await this.run(name, args, env);
        assert.equal(code, 0, output);
        return stdout;
    }
}
