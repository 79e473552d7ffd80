#!/usr/bin/env bash
# Library: pg-boss 10.4.2, the last version for Node 20.
# Expected: createQueue accepts the same units as send: retentionDays, retentionHours, expireInHours, expireInMinutes. Its types do, and
#   it checks their ranges.
# Happens: it stores retentionMinutes and expireInSeconds only. With any other unit the queue has neither, and its jobs get the defaults:
#   a waiting job is removed after 14 days, and a running one is given to another worker after 15 minutes.
# Seen: 2026-11.
# Why it matters here: a long queue of tasks for an LLM loses its end after two weeks without a word, and slow tasks run twice.
#   State the retention of a queue in minutes and its expiration in seconds.
# Documentation: the type Queue in the declarations has all units.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent pg-boss@10.4.2 >>npm.log

cat >see.cjs <<'JS'
const PgBoss = require("pg-boss");
let stored;
const executeSql = async (_, [, options]) => {
  stored = JSON.stringify(options);
  return { rows: [] };
};
const boss = new PgBoss({ db: { executeSql } });
const cases = [
  [{ retentionDays: 60, expireInHours: 2 }, '{"policy":"standard"}'],
  [{ retentionHours: 1440, expireInMinutes: 120 }, '{"policy":"standard"}'],
  [
    { retentionMinutes: 86400, expireInSeconds: 7200 },
    '{"policy":"standard","expireInSeconds":7200,"retentionMinutes":86400}',
  ],
];
(async () => {
  for (const [options, expected] of cases) {
    const given = JSON.stringify(options);
    await boss.createQueue("queue", { name: "queue", ...options });
    console.log(given, "->", stored);
    if (stored !== expected) {
      console.error("changed: other units are stored");
      process.exit(1);
    }
  }
  const refused = await boss.createQueue("queue", { name: "queue", retentionDays: 0 }).catch((error) => error.message);
  console.log("0 days:", refused);
})();
JS
node see.cjs
echo "as described: a queue keeps only minutes of retention and seconds of expiration"
