import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { FakeBuiltModel } from "@langchain/core/testing";
import { tool, type StructuredTool } from "@langchain/core/tools";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { z } from "zod";
import { createRandom, randomInteger } from "../../../../src/random.js";
import {
  openTrajectoryFile,
  readTrajectories,
  toTrajectory,
  TrajectoryRecorder,
  type Recording,
  type Trajectory,
} from "../../../../src/entries/recorder.js";
import { timeless } from "../support.js";

/** Milliseconds before a tool answers. */
export type Pause = () => number;

const AT_ONCE: Pause = () => 0;

export const findTool = (pause = AT_ONCE) =>
  tool(
    async ({ id }) => {
      await wait(pause());
      return `found ${id}`;
    },
    { name: "find", description: "Finds.", schema: z.object({ id: z.string() }) },
  );

export const addTool = (pause = AT_ONCE) =>
  tool(
    async ({ a, b }) => {
      await wait(pause());
      return `${a + b}`;
    },
    { name: "add", description: "Adds.", schema: z.object({ a: z.number(), b: z.number() }) },
  );

/** A fake model that reports its tools as real ones do. */
class ScriptedModel extends FakeBuiltModel {
  override bindTools(tools: Parameters<FakeBuiltModel["bindTools"]>[0]) {
    const sent = tools.map((entry) => convertToOpenAITool(entry as StructuredTool));
    return super.bindTools(tools).withConfig({ tools: sent } as object);
  }
}

/** A model with scripted replies; a call is `name` with its arguments. */
export function script(...replies: readonly AIMessage[]): FakeBuiltModel {
  return replies.reduce<FakeBuiltModel>(
    (model, reply) => model.respond(reply),
    new ScriptedModel(),
  );
}

export function say(content: string, ...calls: readonly (readonly [string, object, string])[]) {
  const tool_calls = calls.map(([name, args, id]) => ({ name, args: { ...args }, id }));
  return new AIMessage({ content, tool_calls });
}

export const QUESTION = { messages: [new HumanMessage("go")] };

/** The part of a compiled graph that is used here. */
interface Runnable {
  invoke(input: typeof QUESTION, options: { callbacks: TrajectoryRecorder[] }): Promise<unknown>;
}

export async function record(graph: Runnable): Promise<Recording> {
  const recorder = new TrajectoryRecorder();
  await graph.invoke(QUESTION, { callbacks: [recorder] });
  return recorder.take();
}

export const toolNames = ({ tools }: Recording) => tools.map((entry) => entry.function.name);

/** The trajectory as written and as read back from a file. */
export async function throughFile(recording: Recording): Promise<[Trajectory, Trajectory]> {
  const folder = await mkdtemp(join(tmpdir(), "star-prebuilt-"));
  const written = toTrajectory(recording, {
    id: "1",
    task: null,
    fingerprint: "1",
    temperature: null,
    outcome: null,
  });
  try {
    const path = join(folder, "one.jsonl");
    const file = await openTrajectoryFile(path);
    await file.append(written);
    await file.close();
    const read = [];
    for await (const trajectory of readTrajectories(path)) read.push(trajectory);
    return [written, read[0]!];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs that differ only in the durations of the tools. */
export async function jittered(runs: number, once: (pause: Pause) => Promise<Recording>) {
  const random = createRandom("prebuilt", runs);
  const texts = new Set<string>();
  for (let run = 0; run < runs; run++) {
    texts.add(JSON.stringify(timeless(await once(() => randomInteger(random, 6)))));
  }
  return texts;
}
