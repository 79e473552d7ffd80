/**
 * Starts the LangGraph server with this repository's langgraph.json, and uses both graphs as LangGraph Studio and chat windows do.
 *
 *     npm run verify:studio        # installs @langchain/langgraph-cli once (160 MB)
 *
 * Prints one JSON line per check and exits with 1 if one fails.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client, type ThreadState } from "@langchain/langgraph-sdk";
import { readTrajectories } from "langgraph-star";

const CLI = "@langchain/langgraph-cli@1.5.1";
const START_SECONDS = 180;
/** The state of a thread that matters here. */
interface Answer {
  readonly messages: { readonly type: string; readonly content: string }[];
  readonly userId?: string;
  readonly findings?: readonly unknown[];
  readonly ranking: readonly string[];
}
type State = ThreadState<Answer>;

/** Returns the program of the CLI, and installs it if it is not in the cache. */
function installCli(): string {
  const cache =
    process.env["STAR_CACHE_DIR"] ?? process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "langgraph-star", CLI.replace(/\W+/g, "-").replace(/^-/, ""));
  const [program, marker] = [
    join(folder, "node_modules/.bin/langgraphjs"),
    join(folder, "complete"),
  ];
  if (existsSync(marker)) return program;
  console.error(`studio: installing ${CLI} into ${folder} ...`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", ...options, CLI], { cwd: folder, stdio: ["ignore", 2, 2] });
  writeFileSync(marker, "");
  return program;
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  server.close();
  assert(typeof address === "object" && address !== null);
  return address.port;
}

/** Starts the server in a process group of its own, since it starts further processes. */
function startServer(program: string, port: number, trajectories: string): ChildProcess {
  const flags = ["--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", String(port)];
  const environment = {
    ...process.env,
    LANGSMITH_TRACING: "false",
    STAR_TRAJECTORIES: trajectories,
  };
  return spawn(program, ["dev", ...flags], {
    env: environment,
    detached: true,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

async function waitForServer(url: string): Promise<void> {
  for (let second = 0; second < START_SECONDS; second++) {
    const isUp = await fetch(`${url}/ok`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await wait(1000);
  }
  throw new Error(`The server did not start within ${START_SECONDS} s.`);
}

/** All checks by name. Later ones use the thread of earlier ones. */
function listChecks(client: Client, trajectories: string) {
  const users: string[] = [];
  const runs: string[] = [];
  const ask = async (input: object, options: object = {}, assistant = "teacher") => {
    const { thread_id: thread } = await client.threads.create();
    const answer = (await client.runs.wait(thread, assistant, {
      input: { ...input },
      raiseError: true,
      ...options,
    })) as unknown as Answer;
    return { thread, answer };
  };
  return {
    async "lists both graphs with their nodes"() {
      const assistants = await client.assistants.search();
      assert.deepEqual(assistants.map(({ name }) => name).toSorted(), ["student", "teacher"]);
      const { nodes } = await client.assistants.getGraph("teacher");
      const names = nodes.map(({ id }) => String(id));
      for (const name of ["open_task", "recent_interest", "give_answer"]) {
        assert(names.includes(name), `no node ${name}`);
      }
    },
    async "shows the schemas of input, output and context, without internal channels"() {
      for (const graph of ["teacher", "student"]) {
        const schemas = await client.assistants.getSchemas(graph);
        const keys = (schema: { properties?: object | undefined } | null | undefined) =>
          Object.keys(schema?.properties ?? {}).toSorted();
        assert.deepEqual(keys(schemas.input_schema), ["candidates", "messages", "userId"]);
        assert.match(JSON.stringify(schemas.input_schema), /"langgraph_type":"messages"/);
        const reasons = graph === "teacher" ? ["reasoning"] : [];
        const output = ["candidates", "messages", "ranking", ...reasons, "userId"];
        assert.deepEqual(keys(schemas.output_schema), output);
        assert.deepEqual(keys(schemas.context_schema), ["candidateCount", "retrieve"]);
      }
    },
    async "answers a message that names nobody with what can be asked"() {
      const { answer } = await ask({ messages: [{ role: "user", content: "Hello!" }] });
      const reply = answer.messages.at(-1)?.content ?? "";
      assert.match(reply, /Recommend something for user "/);
      users.push(...Array.from(reply.matchAll(/"(u\d+)"/g), ([, id = ""]) => id));
      assert.deepEqual(answer.ranking, []);
    },
    async "ranks for a user id alone, and for a message that names a user"() {
      const [userId = ""] = users;
      const { answer } = await ask({ userId });
      assert.equal(answer.ranking.length, 20);
      const content = `Please recommend something for user ${userId}.`;
      const asked = await ask({ messages: [{ role: "user", content }] });
      assert.deepEqual(asked.answer.ranking, answer.ranking);
      assert.deepEqual(
        asked.answer.messages.map(({ type }) => type),
        ["human", "ai"],
      );
    },
    async "reads the context and given candidates"() {
      const [userId = ""] = users;
      const { answer } = await ask({ userId }, { context: { candidateCount: 5 } });
      assert.equal(answer.ranking.length, 5);
      const candidates = answer.ranking.slice(0, 3).toReversed();
      const again = await ask({ userId, candidates });
      assert.deepEqual(again.answer.ranking.toSorted(), candidates.toSorted());
    },
    async "says what is wrong with an unknown user, and with a student that was not trained"() {
      await assert.rejects(ask({ userId: "nobody" }), /There is no user .*nobody/);
      const [userId] = users;
      await assert.rejects(ask({ userId }, {}, "student"), /There is no student.*STAR_STUDENT/);
    },
    async "streams updates of nodes and agents, and messages"() {
      const { thread_id: thread } = await client.threads.create();
      const events: string[] = [];
      const nodes: string[] = [];
      const stream = client.runs.stream(thread, "teacher", {
        input: { userId: users[1] },
        streamMode: ["updates", "messages-tuple"],
        streamSubgraphs: true,
      });
      for await (const { event, data } of stream) {
        events.push(event.split("|")[0] ?? "");
        if (event.startsWith("updates")) nodes.push(...Object.keys(data as object));
      }
      assert(!events.includes("error"));
      assert(events.includes("messages"), `only ${[...new Set(events)].join()}`);
      for (const node of ["open_task", "planner", "translate_evidence", "ranker", "give_answer"]) {
        assert(nodes.includes(node), `no update of ${node}`);
      }
    },
    async "interrupts before an agent, resumes, and repeats from a checkpoint"() {
      const { thread } = await ask({ userId: users[0] }, { interruptBefore: ["recent_interest"] });
      const waiting = (await client.threads.getState(thread)) as State;
      assert(waiting.next.includes("recent_interest"), waiting.next.join());
      const { run_id: run } = await client.runs.create(thread, "teacher", { input: null });
      runs.push(run);
      await client.runs.join(thread, run);
      const ended = (await client.threads.getState(thread)) as State;
      assert.deepEqual(ended.next, []);
      assert.equal(ended.values.ranking.length, 20);

      const history = (await client.threads.getHistory(thread, { limit: 50 })) as State[];
      const ranker = history.find(({ next }) => next.includes("ranker"));
      assert(ranker?.checkpoint.checkpoint_id, "no checkpoint before the ranker");
      const again = await client.runs.create(thread, "teacher", {
        input: null,
        checkpointId: ranker.checkpoint.checkpoint_id,
      });
      runs.push(again.run_id);
      await client.runs.join(thread, again.run_id);
      const repeated = (await client.threads.getState(thread)) as State;
      assert.deepEqual(repeated.values.ranking, ended.values.ranking);
    },
    async "ranks with reports that a person replaced"() {
      const { thread } = await ask({ userId: users[0] }, { interruptBefore: ["reflector"] });
      const waiting = (await client.threads.getState(thread)) as State;
      assert.deepEqual(waiting.next, ["reflector"]);
      const { findings = [] } = waiting.values;
      assert(findings.length > 1, `${findings.length} reports`);
      const values = { findings: { __overwrite__: findings.slice(0, 1) } };
      await client.threads.updateState(thread, { values });
      await client.runs.wait(thread, "teacher", { input: null });
      const ended = (await client.threads.getState(thread)) as State;
      assert.deepEqual(ended.values.findings?.[0], findings[0]);
      assert.notDeepEqual(ended.values.findings?.[1], findings[1]);
      assert.equal(ended.values.ranking.length, 20);
    },
    async "records every run, a resumed one as one trajectory"() {
      const found = [];
      for await (const trajectory of readTrajectories(trajectories)) found.push(trajectory);
      const complete = found.filter(({ status }) => status === "completed");
      assert(complete.length >= 6, `${complete.length} of ${found.length} completed`);
      const resumed = found.find(({ id }) => id === runs[0]);
      assert.equal(resumed?.status, "completed");
      assert.equal(resumed.task?.userId, users[0]);
      assert.deepEqual(resumed.missing ?? [], []);
      const kinds = resumed.steps.map(({ kind }) => kind);
      assert.equal(kinds[0], "plan");
      assert.equal(kinds.at(-1), "recommend");
      const repeated = found.find(({ id }) => id === runs[1]);
      assert.equal(repeated?.incomplete, true);
      assert.deepEqual(
        repeated.steps.map(({ kind }) => kind),
        ["recommend"],
      );
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), "star-studio-"));
const trajectories = join(folder, "trajectories.jsonl");
const port = await findPort();
const url = `http://127.0.0.1:${port}`;
const server = startServer(installCli(), port, trajectories);
try {
  await waitForServer(url);
  const client = new Client({ apiUrl: url, apiKey: null });
  for (const [check, run] of Object.entries(listChecks(client, trajectories))) {
    const error = await run().then(
      () => undefined,
      (thrown: unknown) => String(thrown),
    );
    if (error !== undefined) process.exitCode = 1;
    console.log(JSON.stringify({ check, passed: error === undefined, error }));
  }
} finally {
  if (server.pid !== undefined) process.kill(-server.pid, "SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}
