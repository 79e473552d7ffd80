// Kills commands at random moments and checks that nothing is torn, lost or there twice: `npm run kills [ROUNDS]`. Each round of teach,
// export, index and train is killed while it replaces an older result, and must leave that result, the new one, or none; the same
// command again must end with the files of an uninterrupted run. A killed server must answer the same after a restart. ROUNDS is the
// number for each command, default 5.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createRandom } from "../src/random.js";

const rounds = Number(process.argv[2] ?? 5);
const random = createRandom("kills");
const DATA = "--users 60 --items 80 --interactions 1600";
const PORT = 7890;
const ADDRESS = `http://127.0.0.1:${PORT}/recommend`;

interface Command {
  /** Arguments without the output. */
  readonly args: string;
  /** Arguments of the run whose result is replaced. */
  readonly older: string;
  /** The output, in the folder of a round. */
  readonly out: string;
  /** Adds to the files of an interrupted run what it may leave for its continuation. */
  readonly leaves?: RegExp;
}

const folder = await mkdtemp(join(tmpdir(), "star-kills-"));
const taught = join(folder, "taught.jsonl");
const TRAIN = `train ${DATA} --in ${taught} --validation-tasks 4 --prompts 2 --group-size 2`;
const COMMANDS: Readonly<Record<string, Command>> = {
  teach: {
    args: `teach ${DATA} --split train --tasks 30 --temperature 1`,
    older: `teach ${DATA} --split train --tasks 10 --seed 2`,
    out: "t.jsonl",
    leaves: /^t\.jsonl(\.pending|\.lock|\.old)?$/,
  },
  export: {
    args: `export --in ${taught} --keep-rank 20`,
    older: `export --in ${taught} --keep-rank 5 --format trl`,
    out: "rows",
  },
  index: { args: `index ${DATA} --split train`, older: `index ${DATA} --split test`, out: "index" },
  train: {
    args: `${TRAIN} --steps 30`,
    older: `${TRAIN} --steps 4 --train-seed 2`,
    out: "student",
    leaves: /./,
  },
};

const children = new Set<ChildProcess>();
let isOk = true;
try {
  await complete(`teach ${DATA} --split train --tasks 24 --temperature 1 --out ${taught}`);
  for (const [name, command] of Object.entries(COMMANDS)) await judge(name, command);
  await judgeServer();
} finally {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
}
process.exit(isOk ? 0 : 1);

async function judge(name: string, command: Command): Promise<void> {
  const at = (place: string) => join(folder, name, place);
  const outOf = (place: string) => join(at(place), command.out);
  await complete(`${command.older} --out ${outOf("older")}`);
  const begun = performance.now();
  await complete(`${command.args} --out ${outOf("whole")}`);
  const duration = performance.now() - begun;
  const [older, whole] = [await read(at("older")), await read(at("whole"))];
  const force = name === "teach" || name === "train" ? " --force" : "";
  let killed = 0;
  for (let round = 1; round <= rounds; round++) {
    const place = `round-${round}`;
    await cp(at("older"), at(place), { recursive: true });
    const moment = duration * (0.1 + 0.9 * random());
    const child = start(`${command.args} --out ${outOf(place)}${force}`);
    const isKilled = await kill(child, moment);
    killed += isKilled ? 1 : 0;
    const left = await read(at(place));
    const isLeft =
      command.leaves !== undefined || [older, whole, ""].some((known) => known === left);
    // --force would begin again: a continuation has begun if the older result is not there any more.
    const hasBegun = command.leaves !== undefined && left !== older;
    await complete(`${command.args} --out ${outOf(place)}${hasBegun ? "" : force}`);
    await rm(`${outOf(place)}.old`, { recursive: true, force: true });
    const files = await read(at(place));
    if (isLeft && files === whole) continue;
    isOk = false;
    console.log(
      `${name}, killed after ${moment.toFixed(0)} ms: ${isLeft ? differenceOf(whole, files) : `torn\n${left}`}`,
    );
  }
  console.log(
    `${name}: ${rounds} rounds, ${killed} killed while they ran, of ${(duration / 1000).toFixed(1)} s`,
  );
}

async function judgeServer(): Promise<void> {
  const student = join(folder, "train/whole/student");
  const [first] = (await readFile(taught, "utf8")).split("\n");
  const { userId, candidates } = JSON.parse(first ?? "").task;
  const body = JSON.stringify({ userId, candidates });
  const serve = () => start(`serve ${DATA} --student ${student} --port ${PORT}`);
  const before = await read(student);
  const answers = new Set<string>();
  for (let round = 1; round <= rounds; round++) {
    const server = serve();
    answers.add(await ask(body));
    const running = fetch(ADDRESS, request(body)).catch(() => undefined);
    await kill(server, 200 * random());
    await running;
    const again = serve();
    answers.add(await ask(body));
    await kill(again, 0);
  }
  const isEqual =
    answers.size === 1 &&
    [...answers].every((answer) => answer.startsWith("200 [")) &&
    (await read(student)) === before;
  isOk &&= isEqual;
  console.log(
    `serve: ${rounds} rounds, ${answers.size} distinct answers, files ${isEqual ? "unchanged" : "changed"}`,
  );
}

function request(body: string) {
  return { method: "POST", headers: { "content-type": "application/json" }, body };
}

/** Waits until the server listens. */
async function ask(body: string): Promise<string> {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      const response = await fetch(ADDRESS, request(body));
      const { ranking } = (await response.json()) as { ranking?: unknown };
      return `${response.status} ${JSON.stringify(ranking)}`;
    } catch {
      await setTimeout(50);
    }
  }
  throw new Error("The server does not answer.");
}

function start(command: string): ChildProcess {
  const loader = ["--conditions=star-source", "--import", "tsx", "src/cli/main.ts"];
  const child = spawn(process.execPath, [...loader, ...command.split(" ")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.resume();
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** @returns Whether the process still ran. */
async function kill(child: ChildProcess, afterMs: number): Promise<boolean> {
  const closed = once(child, "close");
  await Promise.race([setTimeout(afterMs), closed]);
  const isRunning = child.kill("SIGKILL");
  await closed;
  return isRunning;
}

async function complete(command: string): Promise<void> {
  const child = start(command);
  let notes = "";
  child.stderr?.on("data", (chunk) => (notes += String(chunk)));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`star ${command} ended with code ${code}:\n${notes}`);
}

/** All files below a folder as one text: names and contents, of trajectories without times. */
async function read(path: string): Promise<string> {
  const found = await readdir(path, { recursive: true }).catch(() => []);
  const parts: string[] = [];
  for (const name of found.toSorted()) {
    const file = join(path, name);
    if ((await stat(file)).isDirectory()) continue;
    const text = await readFile(file, "latin1");
    parts.push(
      `== ${relative(path, file)}\n${name.endsWith("t.jsonl") ? withoutTimes(text) : text}`,
    );
  }
  return parts.join("\n");
}

function withoutTimes(text: string): string {
  return JSON.stringify(
    text
      .split("\n")
      .map((line) =>
        line === ""
          ? ""
          : JSON.parse(line, (key, value: unknown) => (key === "timing" ? undefined : value)),
      ),
  );
}

function differenceOf(expected: string, found: string): string {
  const namesOf = (text: string) => [...text.matchAll(/^== .*$/gm)].map(String).join(" ");
  const at = [...expected].findIndex((character, index) => character !== found[index]);
  return `${namesOf(found)} instead of ${namesOf(expected)}, from "${found.slice(at, at + 200)}"`;
}
