/**
 * Measures the evidence of tasks on a large catalog and the tasks that the teacher runs, and compares them with an older build:
 * `npm run bench -- evidence --before DIR --tasks N --rounds N --items N`. The builds take turns, and their answers are compared.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startBuildProcess } from "./builds/build-process.js";
import type { CatalogSizes, MeasuredTasks, TaskRequest } from "./evidence/protocol.js";

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    before: { type: "string" },
    tasks: { type: "string", default: "40" },
    rounds: { type: "string", default: "5" },
    items: { type: "string", default: "60000" },
    users: { type: "string", default: "8000" },
    thousands: { type: "string", default: "400" },
  },
});
const sizes: CatalogSizes = {
  users: Number(values.users),
  items: Number(values.items),
  interactions: 1000 * Number(values.thousands),
};
const tasks = Number(values.tasks);

const builds = [await startBuild("this build", ".")];
if (values.before !== undefined) builds.push(await startBuild("before", values.before));
const printed = [`${sizes.items} items, ${sizes.users} users, ${sizes.interactions} interactions`];
printed.push(`${values.rounds} rounds of ${tasks} tasks`, `load ${loadavg()[0]?.toFixed(1)}`);
console.log(printed.join(", "));
console.log("what | build | processor ms/task | wall ms/task | MB after first, last round");
for (const kind of ["evidence", "teacher"] as const) await compare(kind);
for (const { stop } of builds) stop();

async function compare(kind: TaskRequest["kind"]): Promise<void> {
  const rows = builds.map((build) => ({ build, rounds: [] as MeasuredTasks[] }));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { build, rounds } of rows) rounds.push(await build.measure({ kind, tasks }));
  }
  const least = (rounds: readonly MeasuredTasks[], key: "processor" | "wall") =>
    Math.min(...rounds.map((round) => round[key]));
  for (const { build, rounds } of rows) {
    const memory = [rounds[0], rounds.at(-1)].map((round) => round?.megabytes.toFixed(0));
    const times = (["processor", "wall"] as const).map((key) => least(rounds, key).toFixed(1));
    console.log([kind, build.name, ...times, memory.join(", ")].join(" | "));
  }
  const [own, older] = rows;
  if (own === undefined || older === undefined) return;
  const ratio = least(own.rounds, "processor") / least(older.rounds, "processor");
  const isEqual = own.rounds.every(
    ({ answers }, round) => answers === older.rounds[round]?.answers,
  );
  console.log(
    `${kind}: ${ratio.toFixed(2)} of the processor time before, ${(1 / ratio).toFixed(2)} times the tasks per second, answers ${isEqual ? "equal" : "DIFFERENT"}`,
  );
}

async function startBuild(name: string, build: string) {
  const { ask, stop } = await startBuildProcess({
    build,
    worker: "evidence/worker.ts",
    args: [JSON.stringify(sizes)],
    flags: ["--expose-gc"],
  });
  const measure = async (request: TaskRequest) => (await ask(request)) as MeasuredTasks;
  return { name, measure, stop };
}
