// What the workflows may do, and that what they call exists and takes the options they give.

import assert from 'node:assert/strict';
import { access, constants, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { repository, run } from './support/release.mjs';
import { environments, exampleVariables, yaml } from './support/release_world.mjs';

const folder = join(repository, '.github/workflows');
const workflows = {};

before(async () => {
    for (const file of await readdir(folder))
        workflows[file] = { ...await yaml(join(folder, file)), text: await readFile(join(folder, file), 'utf8') };
    assert.ok(Object.keys(workflows).length >= 6);
});

const jobsOf = (workflow) => Object.values(workflow.jobs);
const stepsOf = (workflow) => jobsOf(workflow).flatMap(({ steps }) => steps);
// `on` is a truth value in YAML 1.1.
const triggersOf = (workflow) => workflow.true ?? workflow.on;
/** Those whose commands fetch. */
const fetching = ['apply-spec.yml', 'deploy.yml', 'drift.yml', 'promote.yml'];
/** The job that opens an issue: the only one that may write. */
const isReport = (job, file) => file === 'deploy.yml' && job === workflows[file].jobs.report;
const branches = Object.values(environments).map(({ branch }) => branch);

function eachWorkflow(check) {
    return () => Object.entries(workflows).forEach(([file, workflow]) => check(workflow, file));
}

test('actions are of GitHub itself, but for the one that lists materials, and pinned to a commit with the version beside it', eachWorkflow((workflow, file) => {
    const uses = workflow.text.match(/uses: .*/g) ?? [];
    assert.equal(uses.length, stepsOf(workflow).filter((step) => step.uses).length);
    for (const line of uses)
        assert.match(line, /^uses: (actions\/(checkout|cache|upload-artifact)|anchore\/sbom-action)@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
}));

test('one commit for each action', () => {
    const pinned = Object.values(workflows).flatMap(({ text }) => text.match(/(?:actions|anchore)\/\S+ # v\S+/g) ?? []);
    const names = new Set(pinned.map((line) => line.split('@')[0]));
    assert.equal(new Set(pinned).size, names.size);
});

test('permissions are given for the workflow, and only to read', eachWorkflow((workflow, file) => {
    assert.equal(workflow.permissions?.contents, 'read', file);
    assert.deepEqual([...new Set(Object.values(workflow.permissions))], ['read'], file);
    for (const job of jobsOf(workflow).filter((one) => !isReport(one, file)))
        assert.equal(job.permissions, undefined, file);
}));

test('who may open issues knows no secret, and comes after a failure alone', () => {
    const [report] = jobsOf(workflows['deploy.yml']).filter((job) => isReport(job, 'deploy.yml'));
    assert.deepEqual(report.permissions, { contents: 'read', issues: 'write' });
    assert.deepEqual([report.needs, report.if], ['deployed', 'failure()']);
    assert.ok(!JSON.stringify(report).includes('secrets.'));
    assert.equal(report.environment, undefined);
});

test('what the third-party action is given holds no secret, and promotion does not wait for it', () => {
    const { materials, tests } = workflows['ci.yml'].jobs;
    assert.ok(materials.if.startsWith("github.event_name == 'push'"));
    assert.ok(!JSON.stringify(materials).includes('secrets.'));
    assert.equal(tests.needs, 'stage');
});

test('nothing that runs with secrets is started by a stranger', eachWorkflow((workflow, file) => {
    const triggers = Object.keys(triggersOf(workflow));
    for (const dangerous of ['pull_request_target', 'workflow_run', 'issue_comment', 'repository_dispatch'])
        assert.ok(!triggers.includes(dangerous), file);
    if (triggers.includes('pull_request'))
        assert.ok(!workflow.text.includes('secrets.'), `${file} runs pull requests and knows secrets`);
}));

test('no text from outside becomes part of a command', eachWorkflow((workflow, file) => {
    for (const { run: script } of stepsOf(workflow).filter((step) => step.run))
        assert.ok(!script.includes('${{'), `${file}: ${script}`);
}));

test('jobs have an end and a known machine; credentials stay with checkout unless they are needed', eachWorkflow((workflow, file) => {
    for (const job of jobsOf(workflow)) {
        assert.equal(job['runs-on'], 'ubuntu-24.04', file);
        assert.ok(job['timeout-minutes'] <= 120, file);
        assert.equal(job.env, undefined, 'secrets are given to the steps that need them');
    }
    for (const job of jobsOf(workflow)) {
        for (const step of job.steps.filter(({ uses }) => uses?.includes('checkout')))
            assert.equal(step.with['persist-credentials'], fetching.includes(file) && !isReport(job, file), file);
    }
}));

test('git trusts the folder of a job in a container, before anything asks it', eachWorkflow((workflow, file) => {
    for (const { container, steps } of jobsOf(workflow)) {
        const trusting = steps.findIndex(({ run: script }) => script === 'git config --global --add safe.directory "$GITHUB_WORKSPACE"');
        const checkout = steps.findIndex(({ uses }) => uses?.includes('checkout'));
        if (container)
            assert.ok(trusting >= 0 && trusting < checkout, file);
    }
}));

test('what changes something remote runs once at a time, and in an environment', eachWorkflow((workflow, file) => {
    for (const job of jobsOf(workflow)) {
        const changing = job.steps.some(({ run: script }) => /--execute|verify-deployment/.test(script ?? ''));
        if (!changing || isReport(job, file))
            continue;
        assert.ok(job.environment, file);
        assert.equal(workflow.concurrency['cancel-in-progress'], false, file);
    }
}));

test('what runs on the default branch keeps to environments without secrets of the apps', () => {
    for (const [file, environment] of [['drift.yml', 'drift'], ['promote.yml', 'promotion-${{ inputs.target }}']]) {
        assert.equal(jobsOf(workflows[file])[0].environment, environment);
        const secrets = [...workflows[file].text.matchAll(/secrets\.([A-Z_]+)/g)].map(([, name]) => name);
        assert.deepEqual(secrets.filter((name) => !['DIGITALOCEAN_ACCESS_TOKEN', 'PROMOTION_TOKEN'].includes(name)), [], file);
    }
});

test('branches are those of the environments', () => {
    for (const file of ['deploy.yml', 'apply-spec.yml']) {
        assert.deepEqual([...triggersOf(workflows[file]).push.branches].sort(), [...branches].sort());
        const [job] = jobsOf(workflows[file]);
        for (const text of [workflows[file].env.ENVIRONMENT, job.environment])
            assert.equal(text, "${{ github.ref_name == 'server-main' && 'production' || github.ref_name == 'server-beta' && 'beta' || 'staging' }}");
    }
});

test('tests run on every push, and promotion asks for the checks that there are', async () => {
    assert.equal(triggersOf(workflows['ci.yml']).push, null);
    assert.deepEqual(jobsOf(workflows['ci.yml']).at(-1).name, 'tests');
    assert.match(jobsOf(workflows['deploy.yml'])[0].name, /^deployed to \$\{\{/);
    const { stdout } = await run('python3', ['-c', 'from shipping.environments import ENVIRONMENTS as e; print(e[0].deployed_check)'],
        { cwd: join(repository, 'scripts/release') });
    assert.equal(stdout, 'deployed to staging\n');

    const stages = workflows['ci.yml'].jobs.stage.strategy.matrix.include.flatMap((entry) => entry.stages.split(' '));
    const known = /^all_stages=\((.*)\)$/m.exec(await readFile(join(repository, 'scripts/test'), 'utf8'))[1].split(' ');
    assert.deepEqual(stages.sort(), known.sort(), 'every stage of scripts/test has its job');
});

test('the spec gets every variable that there is, secrets as secrets', async () => {
    const variables = await yaml(join(repository, 'specs/variables.yaml'));
    const step = stepsOf(workflows['apply-spec.yml']).find(({ run: script }) => script?.includes('apply-spec'));
    for (const name of Object.keys(await exampleVariables())) {
        const source = variables[name].secret ? 'secrets' : name === 'GITHUB_REPO' ? 'github' : 'vars';
        const key = name === 'GITHUB_REPO' ? 'repository' : name;
        assert.equal(step.env[name], `\${{ ${source}.${key} }}`, name);
    }
});

test('scripts that are called exist, and take the options that are used', async () => {
    const calls = Object.values(workflows).flatMap(stepsOf).flatMap(({ run: script = '' }) => {
        const files = [...script.matchAll(/(?:scripts|\.ci)\/[\w/-]+/g)].map(([path]) => path);
        const options = [...script.matchAll(/ \(?(--[a-z-]+)/g)].map(([, option]) => option);
        return files.map((path) => ({ path, options: path.startsWith('scripts/release/') ? options : [] }));
    });
    assert.ok(calls.length >= 10);
    for (const { path, options } of calls) {
        await access(join(repository, path), constants.X_OK);
        for (const option of options) {
            const name = /promote|verify|smoke|watch|apply|drift|report/.test(path) ? [path] : [path, 'start'];
            const { code, stdout } = await run(join(repository, name[0]), [...name.slice(1), '--help']);
            assert.equal(code, 0, path);
            assert.ok(stdout.includes(option), `${path} has no option ${option}`);
        }
    }
});
