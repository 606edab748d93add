// The linter of the app specs: what we ship passes, and every rule finds its example.

import assert from 'node:assert/strict';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { release, repository, specsWith } from './support/release.mjs';

const production = 'app.production.yaml';
const service = '  - name: app-imagineoai-com\n';
const cpuAlert = 'rule: CPU_UTILIZATION, operator: GREATER_THAN, value: 75, window: TEN_MINUTES';
const portEntry = '{ key: PORT, value: "8080", scope: RUN_TIME }';
const databaseEntry = '      - { key: DATABASE_URL, value: "${DATABASE_URL}", scope: RUN_TIME, type: SECRET }\n';

/** rule -> mistakes it must find, each as [what is there, what a hurried hand makes of it, the file if not production's]. */
const mistakes = {
    'yaml': [['region: nyc', 'region: nyc\nregion: fra'], ['region: nyc', 'region: [nyc']],
    'unknown-field': [['    http_port:', '    http_prot:'], ['region: nyc', 'region: nyc\nregoin: nyc'],
        ['    source_dir: /\n', '    source_dir: /\n    inactivity_sleep: { after_seconds: 600 }\n']],
    'deprecated-field': [['    http_port: 8080', '    http_port: 8080\n    routes: [{ path: / }]'],
        ['    http_port: 8080', '    http_port: 8080\n    environment_slug: node-js'],
        ['    http_port: 8080', '    http_port: 8080\n    cors: { allow_methods: [GET] }']],
    'field-type': [['    envs:\n      - { key: PORT', '    envs:\n      PORT: "8080"\n    internal_ports:\n      - { key: PORT'],
        ['region: nyc', 'region: { slug: nyc }'], ['termination: { grace_period_seconds: 60 }', 'termination: 60']],
    'name': [['name: imagineo-websocket-production', 'name: imagineo-websocket-production-canary'],
        ['name: migrate', 'name: Migrate']],
    'unique-name': [['name: migrate', 'name: app-imagineoai-com']],
    'region': [['region: nyc', 'region: nyc3']],
    'choice': [['region: nyc', 'region: nyc\ndomains:\n  - { domain: ws.example.com, type: MAIN }'],
        ['region: nyc', 'region: nyc\negress: { type: FIXED }'], ['ingress:\n', 'ingress:\n  load_balancer: CLOUDFLARE\n'],
        ['region: nyc', 'region: nyc\ndatabases:\n  - { name: news, engine: REDIS }']],
    'identity-name': [['name: imagineo-websocket-production', 'name: imagineo-websocket-staging']],
    'identity-branch': [['branch: server-main', 'branch: main']],
    'identity-environment': [['value: production', 'value: staging']],
    'seven-variables': [['key: WEBHOOK_SECRET', 'key: WEBHOOK_SECRETS']],
    'one-source': [[`${service}    github:`, `${service}    image: { registry_type: DOCR }\n    github:`]],
    'build-context': [['source_dir: /', 'source_dir: /websocket-server'], ['dockerfile_path: Dockerfile', 'dockerfile_path: docker/Dockerfile']],
    'same-source': [['deploy_on_push: true\n    source_dir: /\n    dockerfile_path: Dockerfile\n    run_command',
        'deploy_on_push: false\n    source_dir: /\n    dockerfile_path: Dockerfile\n    run_command']],
    'run-command': [[service, `${service}    run_command: imagineo-ws\n`]],
    'size': [['apps-s-1vcpu-0.5gb', 'basic-xxs']],
    'instance-count': [['instance_count: 1', 'instance_count: 0'], ['instance_count: 1', 'instance_count: "1"']],
    'single-instance': [['instance_count: 1', 'instance_count: 2']],
    'autoscaling': [['    instance_count: 1', '    instance_count: 1\n    autoscaling: { min_instance_count: 1, max_instance_count: 1 }'],
        ['    instance_count: 1', '    autoscaling: { min_instance_count: 0, max_instance_count: 300 }']],
    'autoscaling-metrics': [
        ['    instance_count: 1', '    autoscaling: { min_instance_count: 1, max_instance_count: 1 }'],
        ['    instance_count: 1', '    autoscaling: { max_instance_count: 1, metrics: { cpu: { percent: 70 } } }'],
        ['    instance_count: 1\n    instance_size_slug: apps-s-1vcpu-0.5gb',
            '    autoscaling: { max_instance_count: 3, metrics: { cpu: { percent: 101 } } }\n    instance_size_slug: apps-d-1vcpu-1gb'],
        ['    instance_count: 1', '    autoscaling: { max_instance_count: 1, metrics: { requests_per_second: { per_instance: 0 } } }'],
        ['    instance_count: 1', '    autoscaling: { max_instance_count: 1, metrics: { request_duration: { p95_milliseconds: 0 } } }']],
    'port': [['http_port: 8080', 'http_port: 80800'], ['key: PORT, value: "8080"', 'key: PORT, value: "3000"']],
    'protocol': [['http_port: 8080', 'http_port: 8080\n    protocol: HTTP2']],
    'health-check': [['liveness_health_check:', 'health_check_of_old:'], ['http_path: /health/live', 'http_path: /health/ready']],
    'health-range': [['timeout_seconds: 3', 'timeout_seconds: 121'], ['period_seconds: 10', 'period_seconds: 0'],
        ['success_threshold: 1\n', 'success_threshold: 2\n']],
    'termination-range': [['drain_seconds: 10', 'drain_seconds: 999'], ['grace_period_seconds: 60', 'grace_period_seconds: 0']],
    'grace-period': [['value: "20000"', 'value: "96000"'], ['grace_period_seconds: 120', 'grace_period_seconds: 44'],
        ['value: "20000"', 'value: 20s']],
    'ingress': [['  rules:\n    - match', '  secure_header: {}\n  rulez:\n    - match'], ['component: { name: app-imagineoai-com', 'component: { name: app'],
        ['prefix: / }', 'prefix: /ws }'], ['prefix: / }', 'exact: / }'], ['match: { path: { prefix: / } }', 'match: { authority: { exact: ws.example.com } }']],
    'path-prefix': [['preserve_path_prefix: true', 'preserve_path_prefix: false'], ['preserve_path_prefix: true', 'rewrite: /']],
    'ingress-cors': [['preserve_path_prefix: true }', 'preserve_path_prefix: true }\n      cors: { allow_methods: [GET] }']],
    'tls-version': [['region: nyc', 'region: nyc\ndomains:\n  - { domain: ws.example.com, minimum_tls_version: 1.2 }']],
    'app-envs': [['region: nyc', `region: nyc\nenvs:\n  - ${portEntry}`]],
    'env-key': [['key: LOG_LEVEL', 'key: LOG-LEVEL'], ['key: LOG_LEVEL', 'key: true'], ['key: LOG_LEVEL', 'key: null']],
    'env-value': [['value: "8080"', 'value: 8080'], ['value: info', 'value: ""'], ['value: info', 'value: " "']],
    'env-scope': [[', scope: RUN_TIME }', ' }'], ['scope: RUN_TIME', 'scope: RUN_AND_BUILD_TIME']],
    'env-type': [['type: SECRET', 'type: HIDDEN']],
    'env-secret': [[', scope: RUN_TIME, type: SECRET }', ', scope: RUN_TIME }'], ['value: info, scope: RUN_TIME', 'value: info, scope: RUN_TIME, type: SECRET']],
    'env-twice': [[portEntry, `${portEntry}\n      - ${portEntry}`]],
    'placeholder': [['"${FRONTEND_URL}"', '"${FRONT_END_URL}"'], ['value: info', 'value: "${log.level}"'],
        ['"${_self.COMMIT_HASH}"', '"${_self.COMMIT_HASH}${log.level}"']],
    'secret-in-file': [['"${WEBHOOK_SECRET}"', '"whsec-0123456789abcdef"'], ['value: info', 'value: "${WEBHOOK_SECRET}"'],
        ['"${WEBHOOK_SECRET}"', '"${WEBHOOK_SECRET},old-secret"'], ['{ token: "${LOGTAIL_TOKEN}" }', '{ token: Zr7Qe1mVn2XsYt3LbK4wCd5F }'],
        ['{ token: "${LOGTAIL_TOKEN}" }', '{ token: "${FRONTEND_URL}" }'],
        ['logtail: { token: "${LOGTAIL_TOKEN}" }', 'open_search: { endpoint: "https://logs.example.com", basic_auth: { user: ws, password: let-me-in } }']],
    'release-sha': [['"${_self.COMMIT_HASH}"', '"unknown"']],
    'alert-rule': [['rule: CPU_UTILIZATION', 'rule: NOPE'], ['rule: DEPLOYMENT_LIVE', 'rule: RESTART_COUNT'],
        ['rule: RESTART_COUNT', 'rule: DEPLOYMENT_FAILED'], ['rule: CPU_UTILIZATION', 'rule: REQUEST_DURATION_P95_MS']],
    'alert-condition': [[cpuAlert, cpuAlert.replace('GREATER_THAN', 'MORE')], [cpuAlert, cpuAlert.replace('TEN_', 'TWO_')],
        [cpuAlert, cpuAlert.replace('75', '750')], [cpuAlert, cpuAlert.replace('75', '"75"')],
        ['rule: DEPLOYMENT_LIVE', 'rule: DEPLOYMENT_LIVE\n    value: 1']],
    'alert-missing': [['rule: DEPLOYMENT_FAILED', 'rule: DEPLOYMENT_STARTED'], ['rule: MEM_UTILIZATION', 'rule: REQUESTS_PER_SECOND']],
    'log-destination': [['- name: logs', '- name: l'], ['- name: logs', '- name: true'], ['logtail: { token: "${LOGTAIL_TOKEN}" }', 'index_name: x'],
        ['logtail: { token: "${LOGTAIL_TOKEN}" }', 'logtail: {}'],
        ['    log_destinations:\n      - name: logs\n        logtail: { token: "${LOGTAIL_TOKEN}" }\n', '']],
    'job-kind': [['kind: PRE_DEPLOY', 'kind: BEFORE'], ['    kind: PRE_DEPLOY\n', '']],
    'job-schedule': [['kind: PRE_DEPLOY', 'kind: SCHEDULED'], ['kind: PRE_DEPLOY', 'kind: PRE_DEPLOY\n    schedule: { cron: "0 3 * * *" }']],
    'job-timeout': [['timeout: 10m', 'timeout: ten'], ['timeout: 10m', 'timeout: 600']],
    'migration': [['kind: PRE_DEPLOY', 'kind: POST_DEPLOY'], ['migrate up', 'migrate status'], ['name: migrate', 'name: prepare'],
        [databaseEntry, '']],
    'variables': [['  example: baudevs/imagineo-ws\n', '', 'variables.yaml'], ['  required: true\n', '  required: yes, it is\n', 'variables.yaml'],
        ['GITHUB_REPO:\n', 'GITHUB_REPO: owner/name\nGITHUB_REPOSITORY:\n', 'variables.yaml'],
        ['  meaning: owner', '  purpose: none\n  meaning: owner', 'variables.yaml']],
    'alike': [['timeout: 10m', 'timeout: 5m'], ['http_port: 8080', 'http_port: 8081'], ['      - { key: LOG_LEVEL, value: info, scope: RUN_TIME }\n', '']],
};

test('the specs in the repository pass', async () => {
    const { code, stdout } = await release('lint-specs');
    assert.equal(code, 0, stdout);
    assert.equal(stdout, '3 specs, nothing to report\n');
});

for (const [rule, examples] of Object.entries(mistakes)) {
    test(`the rule ${rule} finds its mistakes`, async () => {
        for (const [from, to, file = production] of examples) {
            const folder = await specsWith([file, from, to]);
            const { code, stdout, stderr } = await release('lint-specs', ['--dir', folder]);
            assert.equal(stderr, '', 'the linter must not fall over');
            assert.equal(code, 1, `not found: ${to}`);
            assert.ok(stdout.includes(`[${rule}]\n`), `${to}\ngave\n${stdout}`);
            assert.match(stdout, /^(app\.\w+|variables)\.yaml: /m);
        }
    });
}

test('a variable that no spec uses is found in the list of variables', async () => {
    const folder = await specsWith(['variables.yaml', 'GITHUB_REPO:', 'UNUSED:\n  meaning: nothing\n  example: none\nGITHUB_REPO:']);
    const { code, stdout } = await release('lint-specs', ['--dir', folder]);
    assert.equal(code, 1);
    assert.equal(stdout, 'variables.yaml: UNUSED: no spec uses it [placeholder]\n');
});

test('what is missing, no mapping or no text at all is reported, not a stack trace', async () => {
    const folder = await specsWith([production, 'name: imagineo-websocket-production', '- imagineo']);
    const latin = await specsWith();
    await appendFile(join(latin, production), Buffer.from('# für alle', 'latin1'));
    for (const [args, wanted] of [[['--dir', folder], /app\.production\.yaml: .*\[yaml\]/], [['--dir', '/nowhere'], /variables\.yaml: .*\[yaml\]/],
        [['--dir', latin], /app\.production\.yaml: byte \d+: not UTF-8 \[yaml\]/]]) {
        const { code, stdout, stderr } = await release('lint-specs', args);
        assert.equal(code, 1);
        assert.equal(stderr, '');
        assert.match(stdout, wanted);
    }
});

test('every rule of the linter has an example here', async () => {
    const folder = join(repository, 'scripts/release/shipping/rules');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.py')).map((name) => join(folder, name));
    const texts = await Promise.all([...files, join(repository, 'scripts/release/lint-specs')].map((file) => readFile(file, 'utf8')));
    const rules = texts.flatMap((text) => [...text.matchAll(/(?:Problem|out_of_range|_same)\(\s*"([a-z-]+)"/g)].map((found) => found[1]));
    assert.deepEqual([...new Set(rules)].sort(), Object.keys(mistakes).sort());
});
