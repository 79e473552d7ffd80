import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import OpenAI from "openai";
import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import type { Interaction } from "../../src/types.js";
import { refuse, reply, startServer } from "../models/endpoint/server.js";
import { SIZES } from "../student/support.js";
import { offlineCompletion } from "../support/offline-server.js";
import { createStudentFolder } from "./student-folder.js";
import { createFolder, ioOf, SMALL, star } from "./support.js";

/** Starts `star serve --json`; returns its output, a function that interrupts it, and its exit code. */
async function serve(flags: readonly string[], environment: Record<string, string> = {}) {
  const stop = new AbortController();
  return new Promise<{ serving: Serving; stop: () => void; code: Promise<number> }>(
    (resolve, reject) => {
      const print = (text: string) =>
        resolve({ serving: JSON.parse(text), stop: () => stop.abort(), code });
      const io = ioOf({
        print,
        note: (text) => reject(new Error(text)),
        environment,
        listenForInterrupt: () => stop.signal,
      });
      const code = run(["serve", "--port", "0", "--json", ...SMALL, ...flags], io);
    },
  );
}

interface Serving {
  readonly url: string;
}

async function post(url: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

describe("star serve --environment", () => {
  it("serves episodes until it is interrupted", async () => {
    const flags = ["--environment", "--split", "validation,train", "--tasks", "5"];
    const { serving, stop, code } = await serve(flags);
    expect(serving).toMatchObject({ dataset: "synthetic", tasks: { validation: 5, train: 5 } });
    expect((await post(`${serving.url}/episodes`, {})).json).toMatchObject({
      taskId: expect.stringMatching("/validation/"),
      tools: [{}, {}, {}],
    });
    stop();
    expect(await code).toBe(0);
    await expect(fetch(serving.url)).rejects.toThrow("fetch failed");
  });

  it("serves training tasks with two tools, and a token from the environment", async () => {
    const token = { STAR_ENVIRONMENT_TOKEN: "secret-1" };
    const flags = ["--environment", "--no-neighbors", "--tasks", "2"];
    const { serving, stop, code } = await serve(flags, token);
    expect((await fetch(`${serving.url}/tasks`)).status).toBe(401);
    const headers = { Authorization: "Bearer secret-1" };
    const response = await fetch(`${serving.url}/tasks`, { headers });
    expect(await response.json()).toMatchObject({ split: "train", total: 2, tools: [{}, {}] });
    stop();
    await code;
  });
});

describe("star serve --student", () => {
  const dataset = createSyntheticDataset(SIZES);
  const candidates = [...dataset.items.keys()].slice(0, 20);
  const userId = dataset.interactions[0]!.userId;
  const choices = dataset.interactions.filter((one) => one.userId === userId).length;
  let folder: string;
  beforeAll(async () => {
    folder = await createStudentFolder("untrained");
  });

  it("serves recommendations and chat completions until it is interrupted", async () => {
    const { serving, stop, code } = await serve(["--student", folder]);
    expect(serving).toMatchObject({ model: "untrained", dataset: "synthetic", synthetic: true });
    const asked = { userId, candidates };
    const { status, json } = await post(`${serving.url}/recommend`, asked);
    expect(status).toBe(200);
    expect(json.ranking.toSorted()).toEqual(candidates.toSorted());
    expect(json.calls.length).toBeGreaterThan(0);
    expect(json.calls[0].answer.length).toBeGreaterThan(20);
    expect((await post(`${serving.url}/recommend`, asked)).json).toEqual(json);

    const client = new OpenAI({ baseURL: `${serving.url}/v1`, apiKey: "no-key", maxRetries: 0 });
    const { tools } = JSON.parse(await (await fetch(`${serving.url}/tools`)).text());
    const history: Interaction[] = [];
    const { opening } = toGraphInput({ userId, history, candidates }, dataset);
    const messages = [{ role: "user" as const, content: opening }];
    const settings = { temperature: 0.5, seed: 3, max_tokens: 1, stop: ["</recommend>"] };
    const question = { model: "untrained", messages, tools, ...settings };
    const { data, response } = await client.chat.completions.create(question).withResponse();
    expect(data.usage?.completion_tokens).toBe(1);
    expect(data.choices[0]?.finish_reason).toBe("length");
    expect(response.headers.get("x-star-ignored")).toBeNull();
    stop();
    expect(await code).toBe(0);
    await expect(fetch(serving.url)).rejects.toThrow("fetch failed");
  });

  it("rejects a conversation that is not a task, in OpenAI's format", async () => {
    const { serving, stop, code } = await serve(["--student", folder]);
    const body = { model: "untrained", messages: [{ role: "user", content: "Hello?" }] };
    for (const stream of [false, true]) {
      const { status, json } = await post(`${serving.url}/v1/chat/completions`, {
        ...body,
        stream,
      });
      expect([status, json.error]).toEqual([
        400,
        expect.objectContaining({
          type: "invalid_request_error",
          code: "request_invalid",
          message: expect.stringMatching(/has no candidates.*toGraphInput/),
        }),
      ]);
    }
    stop();
    await code;
  });

  it("uses --name, --split and a token from the environment", async () => {
    const flags = ["--student", folder, "--name", "mine", "--split", "test"];
    const { serving, stop, code } = await serve(flags, { STAR_STUDENT_TOKEN: "secret-1" });
    expect(serving).toMatchObject({ model: "mine" });
    const url = `${serving.url}/recommend`;
    expect((await post(url, { userId, candidates })).status).toBe(401);
    const headers = { Authorization: "Bearer secret-1" };
    const { json } = await post(url, { userId, candidates }, headers);
    // The answers of either tool show how much of the history is visible: its length, or the items that are new.
    const visible = choices - 1;
    expect(JSON.stringify(json.calls)).toMatch(
      new RegExp(`\\b${visible} earlier choices|\\b${60 - visible} of them new to the user`),
    );
    stop();
    await code;
  });

  it("reads the token from a file, which has precedence over the environment", async () => {
    const file = join(await createFolder(), "token");
    await writeFile(file, "from-file\n");
    const flags = ["--student", folder, "--token-file", file, "--cors", "https://shop.example"];
    const { serving, stop, code } = await serve(flags, { STAR_STUDENT_TOKEN: "secret-1" });
    const status = async (token: string) => {
      const headers = { Authorization: `Bearer ${token}`, Origin: "https://shop.example" };
      const response = await fetch(`${serving.url}/health`, { headers });
      return [response.status, response.headers.get("access-control-allow-origin")];
    };
    expect(await status("from-file")).toEqual([200, "https://shop.example"]);
    expect((await status("secret-1"))[0]).toBe(401);
    stop();
    await code;
    await writeFile(file, " \n");
    const empty = await star(`serve --student x --token-file ${file}`, SMALL);
    expect([empty.code, empty.notes]).toEqual([2, expect.stringContaining("is empty")]);
    const missing = await star(`serve --environment --token-file ${file}x`, SMALL);
    expect(missing.notes).toMatch(/FILE_INACCESSIBLE/);
  });

  it("reports a folder without a student", async () => {
    const { code, notes } = await star("serve --student nowhere", SMALL);
    expect([code, notes]).toEqual([1, expect.stringMatching(/STUDENT_INVALID: nowhere/)]);
  });
});

describe("star serve --model", () => {
  const dataset = createSyntheticDataset(SIZES);
  const candidates = [...dataset.items.keys()].slice(0, 20);
  const userId = dataset.interactions[0]!.userId;

  it("serves an agent with a model on a server, with the settings of a request", async () => {
    const { baseUrl, received } = await startServer(async (response, _, { body }) =>
      reply(response, await offlineCompletion(body)),
    );
    const flags = `--model openai:org/m1 --base-url ${baseUrl} --policy react --temperature 0.5`;
    const { serving, stop, code } = await serve(flags.split(" "));
    expect(serving).toMatchObject({ model: "org/m1", dataset: "synthetic" });
    const { status, json } = await post(`${serving.url}/recommend`, { userId, candidates });
    expect(status).toBe(200);
    expect([json.ranking.toSorted(), json.appended]).toEqual([candidates.toSorted(), []]);
    expect(json.calls).toHaveLength(2);
    expect(received.at(-1)?.body).toMatchObject({ model: "org/m1", temperature: 0.5, seed: 1 });
    const settings = { temperature: 0.9, top_p: 0.8, seed: 3, max_tokens: 7, stop: ["END"] };
    const messages = [{ role: "user", content: "Hello?" }];
    await post(`${serving.url}/v1/chat/completions`, { model: "org/m1", messages, ...settings });
    const { max_tokens, ...others } = settings;
    expect(received.at(-1)?.body).toMatchObject(others);
    expect(received.at(-1)?.body["max_completion_tokens"] ?? max_tokens).toBe(7);
    stop();
    expect(await code).toBe(0);
  });

  it("serves plain prompting with the offline model, named as such", async () => {
    const { serving, stop, code } = await serve("--model offline --policy plain".split(" "));
    expect(serving).toMatchObject({ model: "plain" });
    const { json } = await post(`${serving.url}/recommend`, { userId, candidates });
    expect([json.ranking.toSorted(), json.calls]).toEqual([candidates.toSorted(), []]);
    stop();
    await code;
  });

  it("ends at once when the model's server refuses the key", async () => {
    const { baseUrl } = await startServer((response) => refuse(response, 401, "Wrong key"));
    const { code, notes } = await star(`serve --model openai:m --base-url ${baseUrl}`, SMALL);
    expect([code, notes]).toEqual([1, expect.stringContaining("MODEL_UNAUTHORIZED")]);
  });
});

describe("star serve", () => {
  it.each([
    { line: "serve", reason: /either --student DIR, --model openai:NAME or --environment/ },
    { line: "serve --student x --environment", reason: /--student and --environment are all set/ },
    { line: "serve --student x --model offline", reason: /--student and --model are all set/ },
    { line: "serve --model offline", reason: /offline model is no student/ },
    { line: "serve --environment --split dev", reason: /Allowed choices are train/ },
    { line: "serve --environment --host 0.0.0.0", reason: /Set a token, or listen on 127/ },
  ])("exits with 2 on a usage error: star $line", async ({ line, reason }) => {
    const { code, notes } = await star(line, SMALL);
    expect(code).toBe(2);
    expect(notes).toMatch(reason);
  });
});
