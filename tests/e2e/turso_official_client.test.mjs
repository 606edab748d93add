// What becomes of writes in a transaction that ended behind the caller's back, with the
// official client over HTTP. Ours stores nothing and says so: the same two runs are in
// tests/integration/turso/lost_transactions_test.cpp. Should one of these fail some day,
// the official client has learnt it, and docs/turso.md says something untrue.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createClient } from '@libsql/client/http';

import { startSqld } from './support/sqld.mjs';

let server;
let victim;
let other;
before(async () => {
    server = await startSqld();
    victim = createClient({ url: server.url });
    other = createClient({ url: server.url });
});
after(async () => {
    victim?.close();
    other?.close();
    await server?.stop();
});

async function stored(table) {
    const { rows } = await other.execute(`SELECT a FROM ${table} ORDER BY a`);
    return rows.map((row) => row.a);
}

test('after OR ROLLBACK a write of the transaction that is over is stored', async () => {
    await other.execute('CREATE TABLE rolled_back (a UNIQUE)');
    await other.execute("INSERT INTO rolled_back VALUES ('before')");
    const transaction = await victim.transaction('write');
    await transaction.execute("INSERT INTO rolled_back VALUES ('inside')");
    await assert.rejects(transaction.execute("INSERT OR ROLLBACK INTO rolled_back VALUES ('before')"));
    await transaction.execute("INSERT INTO rolled_back VALUES ('late')");
    await assert.rejects(transaction.commit());
    transaction.close();
    assert.deepEqual(await stored('rolled_back'), ['before', 'late']);
});

test('after its lock was stolen a write of the transaction is stored', async () => {
    await other.execute('CREATE TABLE stolen (a)');
    const transaction = await victim.transaction('write');
    await transaction.execute("INSERT INTO stolen VALUES ('victim')");
    // Waits until the lock is stolen, five seconds after it was taken.
    await other.execute("INSERT INTO stolen VALUES ('thief')");
    await assert.rejects(transaction.execute("INSERT INTO stolen VALUES ('told')"), /TRANSACTION_TIMEOUT/);
    await transaction.execute("INSERT INTO stolen VALUES ('untold')");
    await assert.rejects(transaction.commit());
    transaction.close();
    assert.deepEqual(await stored('stolen'), ['thief', 'untold']);
});
