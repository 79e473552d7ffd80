import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { visible } from "../../../src/data/tasks.js";
import { runTask } from "../../../src/distill/teaching/run-task.js";
import { scoreText } from "../../../src/distill/transcript/reward/score-text.js";
import { toConversation } from "../../../src/distill/transcript/to-conversation.js";
import { STUDENT_PROMPT } from "../../../src/graphs/agents/student-prompt.js";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { createStudent } from "../../../src/graphs/student.js";
import { createRandom } from "../../../src/random.js";
import { batchedStudentPolicy } from "../../../src/student/chat/batched-policy.js";
import { EmbeddedStudentModel } from "../../../src/student/chat/embedded-student-model.js";
import { studentPolicy } from "../../../src/student/chat/student-policy.js";
import { compileDecoder, openDecoder } from "../../../src/student/decoding/decoder.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { trainSft } from "../../../src/student/objective/train-sft.js";
import { createRolloutEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { openStudent, saveStudent } from "../../../src/student/student.js";
import { describeChatModelContract } from "../../models/chat-model-contract.js";
import { createModel, createTaught } from "../support.js";

let taught: Awaited<ReturnType<typeof createTaught>>;
let directory: string;
let model: Awaited<ReturnType<typeof createModel>>;

/** A student trained just long enough to plan and call tools. */
beforeAll(async () => {
  taught = await createTaught(20);
  const { vocabulary, examples } = await readCorpus(taught.trajectories, { keepRank: 20 });
  model = await createModel(vocabulary);
  await trainSft({ model, examples, steps: 60, batch: 8, learningRate: 1e-2, seed: 1 });
  directory = await mkdtemp(join(tmpdir(), "star-student-"));
  await saveStudent(directory, model, "tiny");
}, 120_000);

async function run(llm: EmbeddedStudentModel, taskIndex = 0) {
  const { tools, dataset, tasks } = taught;
  const graph = createStudent({ llm, tools }).compile({ name: "star-student" });
  return runTask({ graph, dataset, task: tasks[taskIndex]!, fingerprint: "tiny", temperature: 0 });
}

const usageSchema = z.object({ output_tokens: z.int() });

const prompt = () => [
  new SystemMessage(STUDENT_PROMPT),
  new HumanMessage(toGraphInput(taught.tasks[0]!, taught.dataset).opening),
];

/** The limit of the student graph. */
const MAX_TURNS = 12;

describe("EmbeddedStudentModel", () => {
  describeChatModelContract(async () => ({
    model: await EmbeddedStudentModel.load(directory, { temperature: 0.5, maxTokens: 9 }),
    messages: prompt(),
    expected: { ls_model_name: "tiny", ls_temperature: 0.5, ls_max_tokens: 9 },
  }));

  it("plans, calls the real tools and answers in text that a recorder stores", async () => {
    const trajectory = await run(await EmbeddedStudentModel.load(directory));
    expect(trajectory.status).toBe("completed");
    expect(trajectory.steps.some(({ kind }) => kind === "tool_response")).toBe(true);
    expect(trajectory.source.models).toEqual(["tiny"]);
    expect(trajectory.usage.outputTokens).toBeGreaterThan(5);
  }, 60_000);

  it("gives the same answers in parallel conversations, cached or not", async () => {
    const llm = await EmbeddedStudentModel.load(directory);
    const steps = async (taskIndex: number) =>
      (await run(llm, taskIndex)).steps.map((step) => ({ ...step, timing: undefined }));
    const alone = [await steps(0), await steps(1), await steps(2)];
    expect(await Promise.all([steps(0), steps(1), steps(2)])).toEqual(alone);
  }, 60_000);

  it("writes well-formed conversations when it is constrained", async () => {
    const { candidates, heldOut } = taught.tasks[0]!;
    const found: string[][] = [];
    let ended = 0;
    for (const seed of [1, 2, 3, 4]) {
      const given = { constrained: true, temperature: 3, seed };
      const trajectory = await run(await EmbeddedStudentModel.load(directory, given));
      const { messages } = toConversation(trajectory);
      const { errors } = scoreText(messages, { candidates, heldOut, tools: trajectory.tools });
      // At this temperature some conversations go on until the limit of turns, before their last parts.
      const isCut = trajectory.usage.modelCalls === MAX_TURNS;
      found.push(errors.filter((error) => !isCut || !error.endsWith("_missing")));
      if (!isCut) ended++;
    }
    expect(found).toEqual([[], [], [], []]);
    expect(ended).toBeGreaterThan(0);
  }, 60_000);

  it("gives the same recommendations as batched rollouts", async () => {
    const tasks = taught.tasks.slice(0, 3);
    const decoder = await openDecoder(
      model,
      await compileDecoder(model, { rows: 2, capacity: 240 }),
    );
    const environment = createRolloutEnvironment(taught);
    const rollouts = await rollOut({
      model,
      decoder,
      environment,
      tasks,
      temperature: 0,
      random: createRandom(1),
      labels: "in order",
    });
    const llm = await EmbeddedStudentModel.load(directory);
    for (const [index, { ranking }] of rollouts.entries()) {
      expect((await run(llm, index)).outcome?.ranking).toEqual(ranking);
    }
  }, 60_000);

  it("streams the same text as invoke returns, and reports usage", async () => {
    const llm = (await EmbeddedStudentModel.load(directory)).bindTools([...taught.tools]);
    const whole = await llm.invoke(prompt());
    let streamed = "";
    let calls = 0;
    for await (const chunk of await llm.stream(prompt())) {
      streamed += chunk.text;
      calls += chunk.tool_call_chunks?.length ?? 0;
    }
    expect(streamed).toBe(whole.text);
    expect(calls).toBe(whole.tool_calls?.length);
    expect(whole).toMatchObject({ usage_metadata: { input_tokens: 1 } });
  });

  it("stops at maxTokens and drops an incomplete call", async () => {
    const load = (maxTokens: number) =>
      EmbeddedStudentModel.load(directory, { constrained: true, maxTokens });
    const whole = (await load(99)).bindTools([...taught.tools]);
    const answer = await whole.invoke(prompt());
    expect(answer.tool_calls).toHaveLength(1);
    const { output_tokens: tokens } = usageSchema.parse(answer.usage_metadata);
    const cut = (await load(tokens - 1)).bindTools([...taught.tools]);
    expect(await cut.invoke(prompt())).toMatchObject({
      tool_calls: [],
      usage_metadata: { output_tokens: tokens - 1 },
      response_metadata: { finish_reason: "length" },
    });
  });

  it("ends before a stop sequence, streamed or not", async () => {
    const llm = (await EmbeddedStudentModel.load(directory, { constrained: true })).bindTools([
      ...taught.tools,
    ]);
    const { text } = await llm.invoke(prompt());
    const stop = [text.slice(5, 9)];
    const cut = await llm.invoke(prompt(), { stop });
    expect(cut).toMatchObject({ text: text.slice(0, 5), tool_calls: [] });
    expect(cut.response_metadata).toMatchObject({ finish_reason: "stop" });
    let streamed = "";
    for await (const chunk of await llm.stream(prompt(), { stop })) streamed += chunk.text;
    expect(streamed).toBe(cut.text);
  });

  it("rejects conversations without a task and tasks with too many candidates", async () => {
    const llm = await EmbeddedStudentModel.load(directory);
    await expect(llm.invoke("hello")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      remedy: expect.stringMatching(/toGraphInput/),
    });
    const candidates = [...taught.dataset.items.keys()].slice(0, 21);
    const { opening: crowd } = toGraphInput({ ...taught.tasks[0]!, candidates }, taught.dataset);
    await expect(llm.invoke(crowd)).rejects.toThrow(/21 candidates.*20/);
  });

  it("stops when its signal is aborted", async () => {
    const llm = await EmbeddedStudentModel.load(directory);
    await expect(llm.invoke(prompt(), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect((await llm.invoke(prompt())).text).not.toBe("");
  });
});

describe("openStudent", () => {
  it("opens a saved student and reports which file is missing or invalid", async () => {
    expect((await openStudent(directory)).name).toBe("tiny");
    const copy = await mkdtemp(join(tmpdir(), "star-student-"));
    await expect(openStudent(copy)).rejects.toThrow(/student\.json cannot be read.*star train/);
    await saveStudent(copy, model, "copy");
    await writeFile(join(copy, "vocabulary.json"), "{}");
    await expect(openStudent(copy)).rejects.toThrow(/vocabulary\.json does not describe a student/);
    await rm(copy, { recursive: true });
  });
});

describe("batchedStudentPolicy", () => {
  it("gives the same answers as the student graph", async () => {
    const student = await openStudent(directory);
    const settings = { student, tools: taught.tools, dataset: taught.dataset, name: "tiny" };
    const [batched, single] = [await batchedStudentPolicy(settings), studentPolicy(settings)];
    const tasks = taught.tasks.slice(0, 4).map(visible);
    const answers = await Promise.all(tasks.map((task) => batched.rank(task)));
    for (const [index, task] of tasks.entries()) {
      const { ranking, modelCalls, tokens } = await single.rank(task);
      expect(answers[index]).toMatchObject({ ranking, modelCalls });
      expect(tokens).toBeGreaterThan(answers[index]!.tokens!);
    }
  }, 60_000);
});
