#!/usr/bin/env bash
# Library: pg-boss 10.4.2, the last version for Node 20.
# Expected: complete(queue, id, { db }) takes part in the transaction of `db`. The types have this overload, for one job and for
#   several, and cancel, resume and insert take their options at this position. The overload that works for several jobs,
#   (queue, ids, output, { db }), is missing in the types.
# Happens: the third argument is always the output. The job is completed on a connection of the pool, at once and whatever becomes of
#   the transaction, and `db` itself is written to the job as its output, as JSON: also a password that it contains.
# Seen: 2026-11.
# Why it matters here: a rolled back transaction loses the trajectory, while its job is completed and never repeated.
#   Pass an output, even an empty one, before the options.
# Documentation: none beside the type declarations, which list the overload.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent pg-boss@10.4.2 typescript@5.9.3 @types/node@20.19.43 >>npm.log

cat >see.ts <<'TS'
import PgBoss from "pg-boss";
const written: [string, string][] = [];
const database = (name: string) => ({
  password: "secret",
  async executeSql(_: string, values: unknown[]) {
    written.push([name, JSON.stringify(values[2])]);
    return { rows: [{ count: "1" }] };
  },
});
const boss = new PgBoss({ db: database("pool") });
const db = database("transaction");
const job = "00000000-0000-0000-0000-000000000001";
async function main() {
  await boss.complete("queue", job, { db });
  await boss.complete("queue", [job], { db });
  await boss.complete("queue", job, {}, { db });
  for (const [name, output] of written) console.log(`on the ${name}, with the output ${output}`);
  const expected = 'pool {"password":"secret"} x pool {"password":"secret"} x transaction {}';
  if (written.map((part) => part.join(" ").replace('{"db":', "").replace("}}", "}")).join(" x ") !== expected) {
    console.error("changed: the options are read");
    process.exit(1);
  }
}
void main();
TS
npx tsc --strict --module commonjs --esModuleInterop --target es2022 --types node see.ts || {
  echo "changed: the types refuse the call" >&2
  exit 1
}
node see.js
echo "as described: the types accept a call that leaves the transaction and stores its connection"
