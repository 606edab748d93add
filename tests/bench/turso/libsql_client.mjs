// Does a workload through @libsql/client, with its usual options, and prints what it took.
// Usage: libsql_client.mjs url selects|inserts|grouped_inserts operations callers warm_up
//        select_text insert_text event_text

import { createRequire } from 'node:module';

const installed = createRequire(new URL('../../e2e/package.json', import.meta.url));
// Without the parts for files and WebSockets, which would only cost it memory.
const { createClient } = installed('@libsql/client/http');

const [url, activity, ...rest] = process.argv.slice(2);
const [operations, callers, warmUp] = rest.slice(0, 3).map(Number);
const [selectText, insertText, eventText] = rest.slice(3);
const players = 1000;

const db = createClient({ url });

function insertOf(key) {
  return { sql: insertText, args: [key, eventText] };
}

function check(result) {
  if (result.rowsAffected !== 1) throw new Error('an insert inserted nothing');
}

let busy = 0;

async function untilItIsNotBusy(call) {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (error.code !== 'SQLITE_BUSY') throw error;
      ++busy;
    }
  }
}

const act = {
  async selects(key) {
    const { rows } = await db.execute({ sql: selectText, args: [key] });
    if (rows[0].id !== key) throw new Error('the row of another player');
  },
  async inserts(key) {
    check(await untilItIsNotBusy(() => db.execute(insertOf(key))));
  },
};

async function callOneByOne(count) {
  let left = count;
  const call = async () => {
    while (left > 0) await act[activity](1 + (--left % players));
  };
  await Promise.all(Array.from({ length: callers }, call));
}

// It does not bring callers together. This is what an application would do by hand: as many
// statements as there are callers in one batch, which fails as a whole.
async function callInBatches(count) {
  for (let left = count; left > 0; ) {
    const batch = [];
    while (batch.length < callers && left > 0) batch.push(insertOf(1 + (--left % players)));
    (await untilItIsNotBusy(() => db.batch(batch, 'write'))).forEach(check);
  }
}

const workOff = activity === 'grouped_inserts' ? callInBatches : callOneByOne;

await workOff(warmUp);
busy = 0;
const began = performance.now();
const cpuBefore = process.cpuUsage();
await workOff(operations);
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({
  operations,
  seconds: (performance.now() - began) / 1000,
  cpu_seconds: (user + system) / 1e6,
  peak_kib: process.resourceUsage().maxRSS,
  busy,
}));
db.close();
