#!/usr/bin/env bash
# Library: pg-boss 10.4.2, the last version for Node 20.
# Expected: fetch(queue) rejects when its statement fails, as complete, fail and send do.
# Happens: fetch answers with an empty list after any error: a refused connection, a wrong password, a missing table. There is no
#   event "error" either.
# Seen: 2026-11.
# Why it matters here: a worker that ends when the queue is empty ends, with success, when the database restarts.
#   Give fetch a `db` of your own that keeps the error, and look at it after each empty answer.
# Documentation: a comment in the source says that "errors from fetchquery should only be unique constraint violations".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent pg-boss@10.4.2 >>npm.log

cat >see.cjs <<'JS'
const PgBoss = require("pg-boss");
const errors = [
  ["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:5432"],
  ["28P01", "password authentication failed"],
  ["42P01", 'relation "pgboss.job" does not exist'],
];
async function see([code, message]) {
  let events = 0;
  const executeSql = () => Promise.reject(Object.assign(new Error(message), { code }));
  const boss = new PgBoss({ db: { executeSql } }).on("error", () => events++);
  const fetched = await boss.fetch("queue").catch((error) => error.message);
  const sent = await boss.send("queue", {}).catch((error) => `rejects: ${error.message}`);
  console.log(`${message}: fetch answers ${JSON.stringify(fetched)}, send ${sent}, events: ${events}`);
  if (JSON.stringify(fetched) !== "[]" || events > 0 || !sent.startsWith("rejects")) {
    console.error("changed: fetch reports the error");
    process.exit(1);
  }
}
(async () => {
  for (const error of errors) await see(error);
})();
JS
node see.cjs
echo "as described: after an error, fetch says that no job is waiting"
