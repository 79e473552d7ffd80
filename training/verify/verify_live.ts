/**
 * Records an agent on a real server, exports the recording, and compares the exported text with the prompts that the server rendered:
 * `verify_live.ts URL`. Prints one JSON line; exits with 1 if a prompt differs by a byte.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ChatOpenAI } from "@langchain/openai";
import { AIMessage, createAgent, HumanMessage, tool, ToolMessage } from "langchain";
import { exportTrajectories, verifyExport } from "langgraph-star/export";
import {
  listModelCalls,
  openTrajectoryFile,
  toTrajectory,
  type Trajectory,
  TrajectoryRecorder,
} from "langgraph-star/recorder";
import { z } from "zod";

const [address = ""] = process.argv.slice(2);
const served: string[] = [];

/** llama.cpp returns the rendered prompt if the request asks for it. */
const observedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const body = z.looseObject({ __verbose: z.object({ prompt: z.string() }) });
  served.push(body.parse(await response.clone().json()).__verbose.prompt);
  return response;
};

const model = new ChatOpenAI({
  model: "SmolLM2-135M-Instruct",
  apiKey: "none",
  temperature: 0,
  maxTokens: 64,
  maxRetries: 0,
  timeout: 300_000,
  logprobs: true,
  modelKwargs: { verbose: true, seed: 1 },
  configuration: { baseURL: `${address}/v1`, fetch: observedFetch },
});
const city = z.object({ city: z.enum(["Kiel", "Porto"]) });
const weather = tool(() => "12 °C, rain", {
  name: "weather",
  description: "Weather now.",
  schema: city,
});
const clock = tool(() => "10:05", { name: "clock", description: "Local time.", schema: city });

/** A model this small calls a tool only if it has seen it often. */
const example = (["Porto", "Kiel", "Porto"] as const).flatMap((name, index) => {
  const call = { id: `call_${index}`, name: "weather", args: { city: name } };
  return [
    new HumanMessage(`How is the weather in ${name}?`),
    new AIMessage({ content: "", tool_calls: [{ ...call, type: "tool_call" }] }),
    new ToolMessage({ content: "20 °C, sun", name: "weather", tool_call_id: call.id }),
    new AIMessage(`It is 20 °C and sunny in ${name}.`),
  ];
});
const agent = createAgent({
  model,
  tools: [weather, clock],
  systemPrompt: "You answer in one sentence.",
});

const folder = await mkdtemp(join(tmpdir(), "star-live-"));
const path = join(folder, "live.jsonl");
const file = await openTrajectoryFile(path);
const recorder = new TrajectoryRecorder();
const context = { task: null, fingerprint: "live 1", temperature: 0, outcome: null };
const trajectories: Trajectory[] = [];
for (const [number, question] of [
  "How is the weather in Kiel?",
  "What time is it in Kiel?",
].entries()) {
  const messages = [...example, new HumanMessage(question)];
  await agent.invoke({ messages }, { callbacks: [recorder] });
  const trajectory = toTrajectory(recorder.take(), { id: `live-${number}`, ...context });
  trajectories.push(trajectory);
  await file.append(trajectory);
}
await file.close();

const directory = join(folder, "export");
const { counts } = await exportTrajectories({ path, directory, settings: { validationShare: 0 } });
const report = await verifyExport({ directory, trajectories: path });
const lines = (await readFile(join(directory, "linear.jsonl"), "utf8")).split("\n").filter(Boolean);
const rowSchema = z.object({
  text: z.string(),
  spans: z.array(z.object({ start: z.int(), trainable: z.boolean() })),
});
const prompts = lines.flatMap((line) => {
  const { text, spans } = rowSchema.parse(JSON.parse(line));
  return spans.filter(({ trainable }) => trainable).map(({ start }) => text.slice(0, start));
});
const different = prompts.filter((prompt) => !served.includes(prompt));
const calls = trajectories.flatMap(listModelCalls);
const withIds = calls.filter(({ sampled }) => sampled?.logprobs && sampled.tokenIds).length;
const ok = report.ok && prompts.length > 0 && different.length === 0 && withIds === calls.length;
process.stdout.write(
  `${JSON.stringify({
    check: "live",
    ok,
    served: served.length,
    exportedPrompts: prompts.length,
    differentPrompts: different.length,
    callsWithTokenIdsAndLogprobs: withIds,
    toolCalls: trajectories.flatMap(({ steps }) => steps).filter(({ kind }) => kind === "tool_call")
      .length,
    calls: counts.calls,
    problems: report.problems,
  })}\n`,
);
if (different.length > 0) {
  process.stderr.write([...different, ...served].map((text) => `${text}\n-----\n`).join(""));
}
await rm(folder, { recursive: true });
process.exit(ok ? 0 : 1);
