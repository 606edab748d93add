// Reads what a server exposes at /metrics, as strictly as the text format 0.0.4 is described.

import assert from 'node:assert/strict';

const escapes = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

function labelsOf(text, line) {
    const labels = {};
    const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
    while (label.lastIndex < text.length) {
        const found = label.exec(text);
        assert.ok(found, `not a label: ${line}`);
        assert.ok(!(found[1] in labels), `the same label twice: ${line}`);
        labels[found[1]] = found[2].replace(/\\[\\"n]/g, (escape) => escapes[escape]);
    }
    return labels;
}

function sampleOf(line) {
    const found = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.+)\})? (\+Inf|-?[0-9.]+(?:e[+-]?[0-9]+)?)$/.exec(line);
    assert.ok(found, `neither comment nor sample: ${line}`);
    const value = found[3] === '+Inf' ? Infinity : Number(found[3]);
    assert.ok(!Number.isNaN(value), `not a number: ${line}`);
    return { name: found[1], labels: labelsOf(found[2] ?? '', line), value };
}

/** One reading of the page. */
export class Metrics {
    constructor(text) {
        this.families = new Map();
        this.samples = [];
        const seen = new Set();
        assert.ok(text.endsWith('\n'));
        for (const line of text.slice(0, -1).split('\n')) {
            const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
            if (comment) {
                this.#comment(comment);
                continue;
            }
            const sample = sampleOf(line);
            const key = this.keyOf(sample);
            assert.ok(!seen.has(key), `a series twice: ${line}`);
            seen.add(key);
            this.#checkFamily(sample);
            this.samples.push(sample);
        }
    }

    #comment([line, kind, name, text]) {
        if (kind === 'HELP') {
            assert.ok(!this.families.has(name), `a family twice: ${line}`);
            this.families.set(name, { help: text });
        } else {
            const family = this.families.get(name);
            assert.ok(family && !family.type && this.current === name, `TYPE does not follow its HELP: ${line}`);
            assert.match(text, /^(counter|gauge|histogram)$/);
            assert.equal(name.endsWith('_total'), text === 'counter', `counters, and only they, end with _total: ${name}`);
            family.type = text;
        }
        this.current = name;
    }

    #checkFamily({ name, labels }) {
        const { type } = this.families.get(this.current) ?? {};
        const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
        assert.ok(parts.some((part) => name === this.current + part), `${name} stands under ${this.current}`);
        assert.equal('le' in labels, name.endsWith('_bucket'));
    }

    keyOf({ name, labels }) { return JSON.stringify([name, Object.entries(labels).sort()]); }

    /** Every series there is, as a sorted list of keys. */
    get series() { return this.samples.map((sample) => this.keyOf(sample)).sort(); }

    /** The sum of the samples of this name that have these labels; 0 where there is none. */
    sum(name, wanted = {}) {
        return this.samples
            .filter((s) => s.name === name && Object.entries(wanted).every(([label, value]) => s.labels[label] === value))
            .reduce((total, { value }) => total + value, 0);
    }

    /** {value of the label: sum of its samples}, without those that are 0. */
    by(label, name, wanted = {}) {
        const sums = {};
        for (const { labels } of this.samples.filter((s) => s.name === name && s.labels[label] !== undefined)) {
            const value = labels[label];
            const total = this.sum(name, { ...wanted, [label]: value });
            if (total !== 0)
                sums[value] = total;
        }
        return sums;
    }
}

/** What the server exposes now, read as a program of its machine. */
export async function scrape(server, headers = {}) {
    const reply = await server.request('GET', '/metrics', { headers });
    assert.equal(reply.status, 200, reply.body);
    assert.equal(reply.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    return new Metrics(reply.body);
}
