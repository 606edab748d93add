// Stands in for App Platform's API: the shapes are those of its published OpenAPI description.

import { randomUUID } from 'node:crypto';

import { Failure, JsonStandIn } from './json_stand_in.mjs';

const service = 'app-imagineoai-com';
const pageSize = 2;  // small, so that every list has pages

export class PlatformStandIn extends JsonStandIn {
    apps = [];
    /** What the token may do. */
    scopes = ['app:read', 'app:create', 'app:update'];
    /** Whether the deployment that a new spec starts says of which commit it is. */
    tellsCommits = true;
    /** What rollback/validate answers, unless the deployment decides. */
    rollbackVerdict = undefined;

    constructor(token = 'platform-token-0123456789') { super(token); }

    get environment() { return { DIGITALOCEAN_API_URL: this.url, DIGITALOCEAN_ACCESS_TOKEN: this.token }; }

    /** An app that nothing was deployed of yet. */
    addApp(spec) {
        const app = { id: randomUUID(), spec: this.#sealed(spec), live_url: 'https://ws.example.invalid', deployments: [] };
        this.apps.push(app);
        return app;
    }

    app(name) { return this.apps.find(({ spec }) => spec.name === name); }

    /**
     * A deployment, newest of the app. It goes through `phases`, a step each time somebody asks. What is ACTIVE
     * at once is given as a single phase.
     */
    deploy(app, commit, { phases = ['ACTIVE'], cause = 'DEPLOY_ON_PUSH', progress, services = true } = {}) {
        const number = String(app.deployments.length + 1);
        const deployment = {
            id: randomUUID(), phase: '', spec: app.spec, progress,
            services: services ? [{ name: service, source_commit_hash: commit }] : [],
            cause_details: { type: cause, git_push: cause === 'DEPLOY_ON_PUSH' ? { commit_sha: commit } : undefined },
            created_at: `2026-10-0${number.slice(-1)}T10:00:00Z`, phases: [...phases],
        };
        app.deployments.unshift(deployment);
        this.#step(app, deployment);
        return deployment;
    }

    #require(scope) {
        if (!this.scopes.includes(scope))
            throw new Failure(403, 'Forbidden', `You are not authorized to perform this operation (${scope})`);
    }

    answer(method, path, query, body) {
        const creates = /^\/v2\/apps(\/propose)?$/.test(path);
        this.#require(method === 'GET' ? 'app:read' : creates ? 'app:create' : 'app:update');
        const [, , collection, id, ...rest] = path.split('/');
        if (collection !== 'apps')
            return super.answer(method, path);
        if (!id && method === 'GET')
            return this.#page('apps', this.apps.map((app) => this.#shown(app)), query);
        if (!id && method === 'POST')
            return { app: this.#shown(this.#created(body)) };
        if (id === 'propose' && method === 'POST')
            return this.#proposal(body);
        const app = this.apps.find((known) => known.id === id);
        if (!app)
            return super.answer(method, path);
        return this.#ofApp(app, method, rest.join('/'), query, body);
    }

    #ofApp(app, method, rest, query, body) {
        app.deployments.forEach((deployment) => this.#step(app, deployment));
        switch (`${method} ${rest.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID')}`) {
        case 'GET ': return { app: this.#shown(app) };
        case 'PUT ': return { app: this.#updated(app, body) };
        case 'GET deployments': return this.#page('deployments', app.deployments.map(shownDeployment), query);
        case 'GET deployments/ID': return { deployment: shownDeployment(this.#deployment(app, rest.split('/')[1])) };
        case 'POST rollback/validate': return this.#validated(app, this.#deployment(app, body.deployment_id));
        case 'POST rollback': return this.#rolledBack(app, this.#deployment(app, body.deployment_id));
        case 'POST rollback/commit': return this.#unpinned(app, {});
        case 'POST rollback/revert': return this.#unpinned(app, { deployment: this.#deploymentOf(app, app.before) });
        default: throw new Failure(404, 'not_found', `no route ${method} ${rest}`);
        }
    }

    #deployment(app, id) {
        const found = app.deployments.find((deployment) => deployment.id === id);
        if (!found)
            throw new Failure(404, 'not_found', 'the deployment does not exist');
        return found;
    }

    #created({ spec, project_id }) {
        if (this.app(spec.name))
            throw new Failure(409, 'conflict', 'the name is taken');
        const app = this.addApp(spec);
        app.project_id = project_id;
        this.deploy(app, 'new', { phases: ['PENDING_BUILD', 'ACTIVE'], cause: 'MANUAL' });
        return app;
    }

    #proposal({ spec, app_id: id }) {
        if (id && !this.apps.some((app) => app.id === id))
            throw new Failure(404, 'not_found', 'no such app');
        if (!id && this.app(spec.name))
            throw new Failure(400, 'invalid', 'an app with this name exists');
        if (/\$\{[A-Z]/.test(JSON.stringify(spec)))
            throw new Failure(400, 'invalid', 'a placeholder was not filled');
        return { app_name_available: !id, spec, app_cost: 5 };
    }

    #updated(app, { spec, update_all_source_versions: all }) {
        if (app.pinned)
            throw new Failure(409, 'app_pinned', 'the app is pinned to a rollback');
        if (all !== true)
            throw new Failure(400, 'invalid', 'sources would stay old');
        const before = app.deployments[0]?.services[0]?.source_commit_hash ?? 'none';
        app.spec = this.#sealed(spec, app.spec);
        this.deploy(app, before, { phases: ['PENDING_BUILD', 'ACTIVE'], cause: 'MANUAL', services: this.tellsCommits });
        return this.#shown(app);
    }

    #validated(app, deployment) {
        if (this.rollbackVerdict)
            return this.rollbackVerdict;
        if (app.pinned)
            return { valid: false, error: { code: 'app_pinned', message: 'the app is pinned' } };
        if (!['ACTIVE', 'SUPERSEDED'].includes(deployment.phase))
            return { valid: false, error: { code: 'incompatible_phase', message: `phase ${deployment.phase} is unsuitable` } };
        return { valid: true };
    }

    #rolledBack(app, deployment) {
        app.before = app.deployments[0];
        const created = this.#deploymentOf(app, deployment);
        app.pinned = app.deployments[0];
        return { deployment: created };
    }

    #deploymentOf(app, earlier) {
        app.spec = earlier.spec;
        const commit = earlier.services[0].source_commit_hash;
        return shownDeployment(this.deploy(app, commit, { phases: ['PENDING_DEPLOY', 'DEPLOYING', 'ACTIVE'], cause: 'MANUAL_ROLLBACK' }));
    }

    #unpinned(app, answer) {
        if (!app.pinned)
            throw new Failure(400, 'invalid', 'the app is in no rollback');
        app.pinned = undefined;
        return answer;
    }

    #step(app, deployment) {
        if (!deployment.phases.length)
            return;
        deployment.phase = deployment.phases.shift();
        if (deployment.phase === 'ACTIVE') {
            if (app.active)
                app.active.phase = 'SUPERSEDED';
            app.active = deployment;
        }
    }

    #page(member, all, query) {
        const page = Number(query.get('page') ?? 1);
        const more = page * pageSize < all.length;
        return {
            [member]: all.slice((page - 1) * pageSize, page * pageSize), meta: { total: all.length },
            links: more ? { pages: { next: `${this.url}/?page=${page + 1}` } } : {},
        };
    }

    #shown(app) {
        const { id, spec, live_url, project_id } = app;
        const waiting = app.deployments.find(({ phases }) => phases.length);
        return {
            id, spec, live_url, project_id, active_deployment: app.active && shownDeployment(app.active),
            pinned_deployment: app.pinned && shownDeployment(app.pinned), pending_deployment: waiting && shownDeployment(waiting),
        };
    }

    /** As the API gives a spec back: secrets as EV[…], which is accepted again for this app alone. */
    #sealed(spec, before = undefined) {
        const known = new Set(JSON.stringify(before ?? {}).match(/EV\[[^\]]*\]/g));
        const copy = structuredClone(spec);
        for (const component of [...copy.services ?? [], ...copy.jobs ?? []]) {
            for (const entry of (component.envs ?? []).filter(({ type }) => type === 'SECRET')) {
                if (!entry.value.startsWith('EV['))
                    entry.value = `EV[1:${randomUUID()}]`;
                else if (!known.has(entry.value))
                    throw new Failure(400, 'invalid', `${entry.key}: not this app's secret`);
            }
        }
        return copy;
    }
}

const shownDeployment = ({ phases: _, ...deployment }) => deployment;
