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
import { toGraphInput } from "../../../src/graphs/opening.js";
import { createStudent } from "../../../src/graphs/student.js";
import { createRandom } from "../../../src/random.js";
import { batchedStudentPolicy } from "../../../src/student/chat/batched-policy.js";
import { EmbeddedStudentModel } from "../../../src/student/chat/embedded-student-model.js";
import { studentPolicy } from "../../../src/student/chat/student-policy.js";
import { compileDecoder, openDecoder } from "../../../src/student/decoding/decoder.js";
import { readCorpus } from "../../../src/student/objective/corpus.js";
import { trainSft } from "../../../src/student/objective/train-sft.js";
import { createEnvironment } from "../../../src/student/rollout/environment.js";
import { rollOut } from "../../../src/student/rollout/roll-out.js";
import { openStudent, saveStudent } from "../../../src/student/student.js";
import { createModel, createTaught } from "../support.js";

let taught: Awaited<ReturnType<typeof createTaught>>;
let directory: string;
let model: Awaited<ReturnType<typeof createModel>>;

/** A student that has only just learned to plan and call. */
beforeAll(async () => {
  taught = await createTaught(20);
  const { vocabulary, examples } = await readCorpus(taught.trajectories, { keepRank: 20 });
  model = await createModel(vocabulary);
  await trainSft({ model, examples, steps: 60, batch: 8, learningRate: 1e-2, seed: 1 });
  directory = await mkdtemp(join(tmpdir(), "star-student-"));
  await saveStudent(directory, model, "tiny");
}, 120_000);

async function run(llm: EmbeddedStudentModel, place = 0) {
  const { tools, dataset, tasks } = taught;
  const graph = createStudent({ llm, tools }).compile({ name: "star-student" });
  return runTask({ graph, dataset, task: tasks[place]!, fingerprint: "tiny", temperature: 0 });
}

const usageSchema = z.object({ output_tokens: z.int() });

const opening = () => [
  new SystemMessage(STUDENT_PROMPT),
  new HumanMessage(toGraphInput(taught.tasks[0]!, taught.dataset).opening),
];

describe("EmbeddedStudentModel", () => {
  it("plans, calls the real tools and answers, in text that a recorder keeps", async () => {
    const trajectory = await run(await EmbeddedStudentModel.load(directory));
    expect(trajectory.status).toBe("completed");
    expect(trajectory.steps.some(({ kind }) => kind === "tool_response")).toBe(true);
    expect(trajectory.source.models).toEqual(["tiny"]);
    expect(trajectory.usage.outputTokens).toBeGreaterThan(5);
  }, 60_000);

  it("says the same in conversations side by side, remembered or not", async () => {
    const llm = await EmbeddedStudentModel.load(directory);
    const steps = async (place: number) =>
      (await run(llm, place)).steps.map((step) => ({ ...step, timing: undefined }));
    const alone = [await steps(0), await steps(1), await steps(2)];
    expect(await Promise.all([steps(0), steps(1), steps(2)])).toEqual(alone);
  }, 60_000);

  it("writes sound conversations when it is constrained, whatever it learned", async () => {
    const trajectory = await run(
      await EmbeddedStudentModel.load(directory, { constrained: true, temperature: 3 }),
    );
    const { candidates, heldOut } = taught.tasks[0]!;
    const { errors } = scoreText(toConversation(trajectory).messages, {
      candidates,
      heldOut,
      tools: trajectory.tools,
    });
    expect(errors).toEqual([]);
  }, 60_000);

  it("agrees with batched rollouts on what is said", async () => {
    const tasks = taught.tasks.slice(0, 3);
    const decoder = await openDecoder(
      model,
      await compileDecoder(model, { rows: 2, capacity: 240 }),
    );
    const environment = createEnvironment(taught);
    const rollouts = await rollOut({
      model,
      decoder,
      environment,
      tasks,
      temperature: 0,
      random: createRandom(1),
      letters: "in order",
    });
    const llm = await EmbeddedStudentModel.load(directory);
    for (const [place, { ranking }] of rollouts.entries()) {
      expect((await run(llm, place)).outcome?.ranking).toEqual(ranking);
    }
  }, 60_000);

  it("streams what it says as a whole, with usage", async () => {
    const llm = (await EmbeddedStudentModel.load(directory)).bindTools([...taught.tools]);
    const whole = await llm.invoke(opening());
    let streamed = "";
    let calls = 0;
    for await (const chunk of await llm.stream(opening())) {
      streamed += chunk.text;
      calls += chunk.tool_call_chunks?.length ?? 0;
    }
    expect(streamed).toBe(whole.text);
    expect(calls).toBe(whole.tool_calls?.length);
    expect(whole).toMatchObject({ usage_metadata: { input_tokens: 1 } });
  });

  it("writes no more words than it may, and no half of a call", async () => {
    const load = (maxTokens: number) =>
      EmbeddedStudentModel.load(directory, { constrained: true, maxTokens });
    const whole = (await load(99)).bindTools([...taught.tools]);
    const said = await whole.invoke(opening());
    expect(said.tool_calls).toHaveLength(1);
    const { output_tokens: words } = usageSchema.parse(said.usage_metadata);
    const cut = (await load(words - 1)).bindTools([...taught.tools]);
    expect(await cut.invoke(opening())).toMatchObject({
      tool_calls: [],
      usage_metadata: { output_tokens: words - 1 },
      response_metadata: { finish_reason: "length" },
    });
  });

  it("ends before a stop text, streamed or not", async () => {
    const llm = (await EmbeddedStudentModel.load(directory, { constrained: true })).bindTools([
      ...taught.tools,
    ]);
    const { text } = await llm.invoke(opening());
    const stop = [text.slice(5, 9)];
    const cut = await llm.invoke(opening(), { stop });
    expect(cut).toMatchObject({ text: text.slice(0, 5), tool_calls: [] });
    expect(cut.response_metadata).toMatchObject({ finish_reason: "stop" });
    let streamed = "";
    for await (const chunk of await llm.stream(opening(), { stop })) streamed += chunk.text;
    expect(streamed).toBe(cut.text);
  });

  it("refuses what is no task, and more candidates than it tells apart", async () => {
    const llm = await EmbeddedStudentModel.load(directory);
    await expect(llm.invoke("hello")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      remedy: expect.stringMatching(/toGraphInput/),
    });
    const candidates = [...taught.dataset.items.keys()].slice(0, 21);
    const { opening: crowd } = toGraphInput({ ...taught.tasks[0]!, candidates }, taught.dataset);
    await expect(llm.invoke(crowd)).rejects.toThrow(/21 candidates.*20/);
  });

  it("stops when it is told to", async () => {
    const llm = await EmbeddedStudentModel.load(directory);
    await expect(llm.invoke(opening(), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect((await llm.invoke(opening())).text).not.toBe("");
  });
});

describe("openStudent", () => {
  it("opens what was saved, and names the file that is missing or broken", async () => {
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
  it("answers as the student's graph does", async () => {
    const student = await openStudent(directory);
    const settings = { student, tools: taught.tools, dataset: taught.dataset, name: "tiny" };
    const [batched, single] = [await batchedStudentPolicy(settings), studentPolicy(settings)];
    const tasks = taught.tasks.slice(0, 4).map(visible);
    const answers = await Promise.all(tasks.map((task) => batched.rank(task)));
    for (const [place, task] of tasks.entries()) {
      const { ranking, modelCalls, tokens } = await single.rank(task);
      expect(answers[place]).toMatchObject({ ranking, modelCalls });
      expect(tokens).toBeGreaterThan(answers[place]!.tokens!);
    }
  }, 60_000);
});
