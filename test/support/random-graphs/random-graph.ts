import { AIMessage, HumanMessage, SystemMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";
import { toTrajectory, TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { createRandom, type Random } from "../../../src/random.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { type Heard, noteMessage, pick, TalkativeModel } from "./talkative-model.js";

type State = typeof MessagesAnnotation.State;
type Update = { messages: BaseMessage[] };

/** A random execution: what was recorded, and what its models noted themselves. */
export interface RandomRun {
  readonly trajectory: Trajectory;
  readonly heard: readonly Heard[];
}

/** What the parts of one graph share. */
interface Setting {
  readonly random: Random;
  readonly heard: Heard[];
  readonly failed: Set<string>;
  readonly answered: Set<string>;
}

/** Runs a graph of one to four random parts, answers its questions, and records it. */
export async function runRandomGraph(seed: number): Promise<RandomRun> {
  const random = createRandom(seed, "graph");
  const setting = { random, heard: [], failed: new Set<string>(), answered: new Set<string>() };
  const names = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    pick(random, PART_NAMES),
  );
  const graph = buildGraph(names, setting);
  const recorder = new TrajectoryRecorder();
  const config = { callbacks: [recorder], configurable: { thread_id: `${seed}` } };
  const system = random() < 0.7 ? [new SystemMessage("Be brief.")] : [];
  const turns = random() < 0.3 ? 2 : 1;
  let input: unknown = { messages: [...system, new HumanMessage(`Question ${seed}?`)] };
  for (let turn = 0; turn < turns; turn++) {
    await graph.invoke(input as never, config);
    for (
      let waits = await isWaiting(graph, config);
      waits;
      waits = await isWaiting(graph, config)
    ) {
      await graph.invoke(new Command({ resume: `Answer ${seed}` }), config);
    }
    if (turn < turns - 1) recorder.take();
    input = { messages: [new HumanMessage(`And then, ${seed}?`)] };
  }
  const context = { task: null, fingerprint: "v1", temperature: null, outcome: null };
  const trajectory = toTrajectory(recorder.take(), { id: `graph-${seed}`, ...context });
  return { trajectory, heard: setting.heard.map((one) => judge(one, setting)) };
}

function judge(heard: Heard, { failed, answered }: Setting): Heard {
  const isAnswered = heard.callIds.every((id) => answered.has(id) && !failed.has(id));
  return { ...heard, isSpoiled: heard.isSpoiled || !isAnswered };
}

type Graph = ReturnType<typeof buildGraph>;

async function isWaiting(graph: Graph, config: object): Promise<boolean> {
  const { tasks } = await graph.getState(config);
  return tasks.some(({ interrupts }) => interrupts.length > 0);
}

function buildGraph(names: readonly PartName[], setting: Setting) {
  const builder = new StateGraph(MessagesAnnotation);
  const any = builder as unknown as LooseBuilder;
  let last: string = START;
  names.forEach((name, index) => {
    last = PARTS[name]({ builder: any, after: last, id: `${name}${index}`, setting });
  });
  any.addEdge(last, END);
  return builder.compile({ name: "random", checkpointer: new MemorySaver() });
}

/** A builder to which nodes with computed names are added. */
interface LooseBuilder {
  addNode(name: string, node: unknown, options?: object): void;
  addEdge(from: string | string[], to: string): void;
  addConditionalEdges(from: string, choose: (state: State) => string, ends: string[]): void;
}

interface PartOptions {
  readonly builder: LooseBuilder;
  readonly after: string;
  readonly id: string;
  readonly setting: Setting;
}

/** Adds nodes and returns the name of the last. */
type Part = (options: PartOptions) => string;

const modelOf = ({ random, heard }: Setting) => new TalkativeModel({ random, heard });

function asker(setting: Setting, system?: string) {
  return async ({ messages }: State): Promise<Update> => {
    const prompt = system === undefined ? [] : [new SystemMessage(system)];
    const others =
      system === undefined ? messages : messages.filter((one) => one.getType() !== "system");
    return { messages: [await modelOf(setting).invoke([...prompt, ...others])] };
  };
}

function toolsOf(setting: Setting, inner?: () => Promise<string>) {
  const { random, failed, answered } = setting;
  const schema = z.object({ text: z.string(), depth: z.number().optional() });
  const make = (name: string) =>
    tool(
      async ({ text }, config: { toolCall?: { id?: string } }) => {
        const id = config.toolCall?.id ?? "";
        answered.add(id);
        if (random() < 0.15) {
          failed.add(id);
          throw new Error(`no ${name}`);
        }
        return inner === undefined ? `${name} of ${text}` : inner();
      },
      { name, description: `The ${name}.`, schema },
    );
  return [make("search"), make("store")];
}

interface LoopOptions {
  readonly setting: Setting;
  readonly inner?: () => Promise<string>;
  readonly edits?: boolean;
}

/** Adds a model and its tools, and a node after them. */
function addLoop(
  { builder, after, id }: PartOptions,
  { setting, inner, edits = false }: LoopOptions,
): string {
  const tools = toolsOf(setting, inner);
  const model = modelOf(setting).bindTools(tools as never);
  const [ask, edit, run, done] = [id, `${id}_edit`, `${id}_tools`, `${id}_done`];
  builder.addNode(ask, async ({ messages }: State) => ({
    messages: [await model.invoke(messages)],
  }));
  builder.addNode(edit, ({ messages }: State) => (edits ? editLast(messages, setting) : {}));
  builder.addNode(run, new ToolNode(tools));
  builder.addNode(done, () => ({}));
  builder.addEdge(after, ask);
  const calls = ({ messages }: State) => (messages.at(-1) as AIMessage).tool_calls ?? [];
  builder.addConditionalEdges(ask, (state) => (calls(state).length > 0 ? edit : done), [
    edit,
    done,
  ]);
  builder.addEdge(edit, run);
  builder.addEdge(run, ask);
  return done;
}

/** Sometimes changes the arguments of the last message, as a person would. */
function editLast(messages: readonly BaseMessage[], { random, heard }: Setting): Update | object {
  const last = messages.at(-1) as AIMessage;
  if (random() < 0.6) return {};
  const note = noteMessage(last);
  for (const one of heard) if (one.output === note) one.isSpoiled = true;
  const calls = (last.tool_calls ?? []).map((call) => ({ ...call, args: { text: "corrected" } }));
  return { messages: [new AIMessage({ id: last.id!, content: last.content, tool_calls: calls })] };
}

function innerAgent(setting: Setting) {
  const builder = new StateGraph(MessagesAnnotation);
  const any = builder as unknown as LooseBuilder;
  const done = addLoop({ builder: any, after: START, id: "inner", setting }, { setting });
  any.addEdge(done, END);
  return builder.compile({ name: "inner_agent" });
}

const PARTS = {
  chat: ({ builder, after, id, setting }) => {
    builder.addNode(id, asker(setting));
    builder.addEdge(after, id);
    return id;
  },
  instructed: ({ builder, after, id, setting }) => {
    builder.addNode(id, asker(setting, `You are ${id}.`));
    builder.addEdge(after, id);
    return id;
  },
  loop: (options) => addLoop(options, options),
  edited: (options) => addLoop(options, { ...options, edits: true }),
  subgraph: ({ builder, after, id, setting }) => {
    builder.addNode(id, innerAgent(setting));
    builder.addEdge(after, id);
    return id;
  },
  helper: (options) => {
    const agent = innerAgent(options.setting);
    const inner = async () => {
      const { messages } = await agent.invoke({ messages: [new HumanMessage("Help.")] });
      return messages.at(-1)?.text ?? "";
    };
    return addLoop(options, { ...options, inner });
  },
  note: ({ builder, after, id }) => {
    builder.addNode(id, () => ({ messages: [new HumanMessage("Shorter, please.")] }));
    builder.addEdge(after, id);
    return id;
  },
  person: ({ builder, after, id }) => {
    builder.addNode(id, () => ({ messages: [new HumanMessage(String(interrupt("?")))] }));
    builder.addEdge(after, id);
    return id;
  },
  flaky: ({ builder, after, id, setting }) => {
    let attempts = 0;
    const ask = asker(setting);
    const node = async (state: State) => {
      const update = await ask(state);
      if (++attempts % 2 === 0) return update;
      const note = noteMessage(update.messages[0]!);
      for (const one of setting.heard) if (one.output === note) one.isSpoiled = true;
      throw new Error("flaky");
    };
    const retryPolicy = {
      maxAttempts: 2,
      initialInterval: 1,
      retryOn: () => true,
      logWarning: false,
    };
    builder.addNode(id, node, { retryPolicy });
    builder.addEdge(after, id);
    return id;
  },
  parallel: ({ builder, after, id, setting }) => {
    const branches = [`${id}_a`, `${id}_b`];
    for (const branch of branches) {
      builder.addNode(branch, asker(setting, `You are ${branch}.`));
      builder.addEdge(after, branch);
    }
    builder.addNode(id, () => ({}));
    builder.addEdge(branches, id);
    return id;
  },
} satisfies Record<string, Part>;

type PartName = keyof typeof PARTS;
const PART_NAMES = Object.keys(PARTS) as PartName[];
