// Stands in for GitHub's API: check runs of commits, and issues.

import { Failure, JsonStandIn } from './json_stand_in.mjs';

export class GitHubStandIn extends JsonStandIn {
    /** The conclusion of every check of every commit, when set. */
    verdictOfAll = undefined;
    /** {number, title, body, state, comments, pull_request?} */
    issues = [];
    #runs = new Map();

    constructor(token = 'github-token-0123456789') { super(token); }

    get environment() {
        return { GITHUB_API_URL: this.url, GITHUB_TOKEN: this.token, GITHUB_REPOSITORY: 'baudevs/imagineo-ws' };
    }

    /** A check run of the commit that ended `hoursAgo` (null: it does not say when); the conclusion 'running' is one that has not ended. */
    check(commit, name, conclusion = 'success', hoursAgo = 48) {
        const time = (hours) => new Date(Date.now() - hours * 3600_000).toISOString().replace(/\.\d+Z/, 'Z');
        const done = conclusion !== 'running';
        const run = {
            name, head_sha: commit, status: done ? 'completed' : 'in_progress', conclusion: done ? conclusion : null,
            started_at: time((hoursAgo ?? 0) + 0.2), completed_at: done && hoursAgo !== null ? time(hoursAgo) : null,
        };
        this.#runs.set(commit, [...this.#runs.get(commit) ?? [], run]);
    }

    #ofIssues(method, rest, query, body) {
        if (method === 'GET' && !rest) {
            const [page, size] = [Number(query.get('page')), Number(query.get('per_page'))];
            const open = this.issues.filter(({ state }) => state === query.get('state'));
            return open.slice((page - 1) * size, page * size);
        }
        if (method === 'POST' && !rest) {
            const issue = { number: this.issues.length + 1, state: 'open', comments: [], ...body };
            this.issues.unshift(issue);
            return issue;
        }
        const issue = this.issues.find(({ number }) => rest === `/${number}/comments`);
        if (method !== 'POST' || !issue)
            throw new Failure(404, 'not_found', 'Not Found');
        issue.comments.push(body.body);
        return { body: body.body };
    }

    answer(method, path, query, body) {
        const [, rest] = /^\/repos\/baudevs\/imagineo-ws\/issues(.*)$/.exec(path) ?? [];
        if (rest !== undefined)
            return this.#ofIssues(method, rest, query, body);
        const [, commit] = /^\/repos\/baudevs\/imagineo-ws\/commits\/([0-9a-f]{40})\/check-runs$/.exec(path) ?? [];
        if (method !== 'GET' || !commit)
            return super.answer(method, path);
        if (this.verdictOfAll && !this.#runs.get(commit)?.some(({ name }) => name === query.get('check_name')))
            this.check(commit, query.get('check_name'), this.verdictOfAll);
        const found = (this.#runs.get(commit) ?? []).filter(({ name }) => name === query.get('check_name'));
        return { total_count: found.length, check_runs: found };
    }
}
