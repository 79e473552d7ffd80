/**
 * Compares what a server is sent with what a language model was trained on, token by token:
 * `verify_llm.ts URL ROWS.jsonl IDS.jsonl DATASET DATA_DIR LIMIT`. The student runs its tasks against llama.cpp behind a
 * proxy that answers with the trained turns, after the server has rendered the prompt. Prints one JSON line; exits with 1 if a token differs.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createChatModel,
  createStudent,
  createTasks,
  createTools,
  fitCollaborativeIndex,
  fitInteractions,
  loadDataset,
  toGraphInput,
} from "langgraph-star";
import { z } from "zod";
import { parseLinear } from "../../src/distill/transcript/parse-linear.js";

const [address = "", rows = "", ids = "", name = "", dataDir = "", limit = "200"] =
  process.argv.slice(2);

const linesOf = async (path: string) =>
  (await readFile(path, "utf8"))
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
const rowSchema = z.object({
  id: z.string(),
  text: z.string(),
  spans: z.array(z.object({ start: z.int(), trainable: z.boolean() })),
});
const idsSchema = z.object({ id: z.string(), ids: z.array(z.int()) });
const trainedIds = new Map(
  (await linesOf(ids)).map((line) => {
    const row = idsSchema.parse(line);
    return [row.id, row.ids];
  }),
);

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${address}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

const servedSchema = z.looseObject({
  __verbose: z.object({ prompt: z.string() }),
  choices: z.array(z.looseObject({})),
});
const tokensSchema = z.object({ tokens: z.array(z.int()) });
/** Prompts that the server rendered, as tokens. */
let served: number[][] = [];
/** The trained turns that are answered next. */
let turns: { content: string; call: { name: string; arguments: object } | undefined }[] = [];

async function answer(request: IncomingMessage): Promise<object> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = z.looseObject({}).parse(JSON.parse(Buffer.concat(parts).toString()));
  const reply = servedSchema.parse(
    await post("/v1/chat/completions", {
      ...body,
      verbose: true,
      max_completion_tokens: 1,
      max_tokens: 1,
    }),
  );
  const content = reply.__verbose.prompt;
  const options = { content, add_special: false, parse_special: true };
  served.push(tokensSchema.parse(await post("/tokenize", options)).tokens);
  const turn = turns.shift();
  if (turn === undefined) throw new Error("The student asked more often than the teacher.");
  const { name: called, arguments: given } = turn.call ?? {};
  const calls = [
    {
      id: `call_${served.length}`,
      type: "function",
      function: { name: called, arguments: JSON.stringify(given) },
    },
  ];
  const message = {
    role: "assistant",
    content: turn.content,
    ...(turn.call === undefined ? {} : { tool_calls: calls }),
  };
  return {
    ...reply,
    __verbose: undefined,
    choices: [{ index: 0, finish_reason: "stop", message }],
  };
}

const proxy = createServer((request, response) => {
  answer(request).then(
    (value) => response.setHeader("content-type", "application/json").end(JSON.stringify(value)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
const { port } = proxy.address() as AddressInfo;

const dataset = await loadDataset(
  name === "synthetic" ? { name } : { name: name as "movielens-100k", directory: dataDir },
);
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "train"),
  items: dataset.items.keys(),
});
const tools = createTools({ index, dataset });
const llm = await createChatModel("openai:student", { baseUrl: `http://127.0.0.1:${port}/v1` });
const student = createStudent({ llm, tools, short: true }).compile();
const tasks = new Map(
  createTasks(dataset, { split: "train" }).tasks.map((task) => [task.id, task]),
);

let [compared, tokens] = [0, 0];
const different: string[] = [];
for (const line of await linesOf(rows)) {
  if (compared >= Number(limit)) break;
  const { id, text, spans } = rowSchema.parse(line);
  const task = tasks.get(id.slice(0, id.lastIndexOf("#")));
  if (task === undefined) throw new Error(`There is no task of ${id}.`);
  const { messages } = parseLinear(text);
  turns = messages.flatMap((message) =>
    message.role === "assistant"
      ? [{ content: message.content, call: message.tool_calls?.[0]?.function }]
      : [],
  );
  const ends = spans.filter(({ trainable }) => trainable).map(({ start }) => start);
  served = [];
  await student.invoke(toGraphInput(task, dataset), { context: { task } });
  const trained = trainedIds.get(id) ?? [];
  if (served.length !== ends.length)
    different.push(`${id}: ${served.length} prompts, expected ${ends.length}`);
  for (const [turn, prompt] of served.entries()) {
    compared++;
    tokens += prompt.length;
    const at = prompt.findIndex((token, place) => token !== trained[place]);
    if (at !== -1) different.push(`${id}, turn ${turn + 1}: token ${at} of ${prompt.length}`);
  }
}
proxy.close();
const ok = compared > 0 && different.length === 0;
process.stdout.write(
  `${JSON.stringify({ check: "llm tokens", ok, turns: compared, tokens, different })}\n`,
);
process.exit(ok ? 0 : 1);
