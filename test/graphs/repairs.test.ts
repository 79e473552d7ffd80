import { AIMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { runTask } from "../../src/distill/teaching/run-task.js";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { createReport } from "../../src/evaluation/report.js";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { formatTable } from "../../src/evaluation/table.js";
import { toPolicy } from "../../src/graphs/policy.js";
import { createStudent } from "../../src/graphs/student.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import { createTools } from "../../src/tools/create-tools.js";
import {
  renderTrajectory,
  summarizeTrajectories,
} from "../../src/trajectory/print/print-trajectory.js";
import { countRepairs } from "../../src/trajectory/repairs.js";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { listModelCalls } from "../../src/trajectory/unpack-calls.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import {
  block,
  type Call,
  EVIDENCE,
  HISTORY,
  modelOf,
  recommend,
  says,
} from "./student-support.js";
import { planFor, script, type Turn } from "./support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const dataset = { ...tinyShop, name: "tiny", synthetic: true };
const about = {
  dataset,
  task: { ...task, heldOut: "d" },
  fingerprint: "v1",
  temperature: null,
};
const runStudent = (turns: readonly AIMessage[]) =>
  runTask({ ...about, graph: createStudent({ llm: modelOf(turns), tools }).compile() });
const runTeacher = (turns: Readonly<Record<string, readonly Turn[]>>) =>
  runTask({ ...about, graph: createTeacher({ llm: script(turns), tools }).compile() });

const repairsOf = ({ calls = [] }: Trajectory) => countRepairs(calls);
const kindsOf = ({ steps }: Trajectory) => steps.map(({ kind }) => kind).join(" ");

/** A call in the text, as Hermes and Qwen write it. */
const hermes = ([name, args]: Call, before = "") =>
  new AIMessage(`${before}<tool_call>\n${JSON.stringify({ name, arguments: args })}\n</tool_call>`);

describe("a student's reply", () => {
  it("is passed through in the form of the training text, also with ids that repeat and thoughts before", async () => {
    const turns = [
      says("", HISTORY),
      says("", EVIDENCE), // with the id of the call before
      new AIMessage(`<think>hm</think>\n${recommend("e", "d")}<|im_end|>`),
    ];
    const trajectory = await runStudent(turns);
    expect(repairsOf(trajectory)).toEqual({});
    const replies = listModelCalls(trajectory).map(({ output }) => output);
    expect(replies).toEqual([
      {
        role: "assistant",
        content: "",
        calls: [{ id: "/0", name: HISTORY[0], arguments: HISTORY[1] }],
      },
      {
        role: "assistant",
        content: "",
        calls: [{ id: "/0", name: EVIDENCE[0], arguments: EVIDENCE[1] }],
      },
      { role: "assistant", content: turns[2]!.text },
    ]);
    expect(trajectory.outcome?.ranking).toEqual(["e", "d"]);
  });

  it("is repaired with every call, also one that repeats, and recorded with what it was", async () => {
    const end = `${block("reflection", "They agree.")}\n<recommend>\n1. [e] Item e\n2. d\n</recommend>`;
    const trajectory = await runStudent([
      hermes(HISTORY, `${block("plan", "Read.")}\n`),
      hermes(EVIDENCE),
      hermes(EVIDENCE),
      new AIMessage(end),
    ]);
    expect(kindsOf(trajectory)).toBe(
      "analysis tool_call tool_response tool_call tool_response tool_call tool_response analysis",
    );
    expect(trajectory.outcome?.ranking).toEqual(["e", "d"]);
    expect(repairsOf(trajectory)).toEqual({
      calls_in_text: 3,
      ranking_as_list: 1,
      ranking_ids: 1,
    });
    const [first, second] = listModelCalls(trajectory);
    expect(first?.output).toMatchObject({
      content: block("plan", "Read."),
      calls: [{ name: HISTORY[0], arguments: HISTORY[1] }],
    });
    expect(first?.repairs?.[0]?.original).toContain("<tool_call>");
    // The next prompt has the repaired reply and the answer to its call.
    expect(second?.input.slice(2)).toMatchObject([
      first!.output!,
      { role: "tool", callId: first!.output!.calls![0]!.id },
    ]);
  });

  it("is passed through with the reason if it is neither a call nor a ranking", async () => {
    const trajectory = await runStudent([new AIMessage("<think>I</think>would rather not.")]);
    expect(listModelCalls(trajectory)).toMatchObject([
      {
        output: { content: "<think>I</think>would rather not." },
        unreadable: "It has neither a tool call nor a ranking.",
      },
    ]);
    expect(trajectory.calls?.[0]).not.toHaveProperty("repairs");
  });

  it("keeps the candidates of a list that is only partly JSON", async () => {
    const trajectory = await runStudent([new AIMessage('<recommend>\n["e", d, f]\n</recommend>')]);
    expect(trajectory.outcome?.ranking).toEqual(["e", "d", "f"]);
    expect(repairsOf(trajectory)).toMatchObject({ ranking_as_list: 1 });
  });
});

const wrapped = (answer: object) => `Sure! Here it is:\n${JSON.stringify(answer)}\nAnything else?`;

describe("a teacher's trajectory", () => {
  it("has the repairs of each role, and prints them", async () => {
    const [name, args] = HISTORY;
    const trajectory = await runTeacher({
      planner: [wrapped(planFor("recent_interest"))],
      recent_interest: [hermes([name, args]), { reasoning: "I like e.", favorites: [] }],
      ranker: ["1. [e] Item e\n2. d\n3. f"],
    });
    expect(trajectory).toMatchObject({
      status: "completed",
      outcome: { ranking: ["e", "d", "f"] },
    });
    expect(kindsOf(trajectory)).toBe("plan tool_call tool_response analysis reflection recommend");
    expect(repairsOf(trajectory)).toEqual({
      calls_in_text: 1,
      ranking_as_list: 1,
      ranking_ids: 1,
      words_around_json: 1,
    });
    const page = renderTrajectory(trajectory);
    expect(page).toContain(
      "1 calls_in_text, 1 ranking_as_list, 1 ranking_ids, 1 words_around_json, in 3 of 5",
    );
    expect(page).toContain("planner, words_around_json: Sure! Here it is:");
    expect(page).toContain("recent_interest, calls_in_text: <tool_call>");
    expect(page).not.toContain("Model calls");
    expect(summarizeTrajectories([trajectory])).toContain("4 repairs");
  });

  it("has an assignment that the planner repeats once, and none of two questions to one agent", async () => {
    const plan = planFor("recent_interest");
    const [assignment] = plan.assignments;
    const other = { ...assignment, question: "What else?" };
    const rest = {
      recent_interest: [{ reasoning: "I like e.", favorites: [] }],
      ranker: [{ reasoning: "By the report.", ranking: ["e", "d", "f"] }],
    };
    const repeated = { ...plan, assignments: [assignment, assignment, assignment] };
    const once = await runTeacher({ planner: [repeated], ...rest });
    expect(once).toMatchObject({ status: "completed" });
    expect(repairsOf(once)).toEqual({ assignments_repeated: 1 });
    expect(once.steps.filter(({ kind }) => kind === "analysis")).toHaveLength(1);
    const doubtful = { ...plan, assignments: [assignment, other] };
    const returned = await runTeacher({ planner: [doubtful, plan], ...rest });
    expect(repairsOf(returned)).toEqual({});
    expect(returned.calls?.at(-1)?.unreadable).toContain("assignments must name distinct agents");
  });

  it("keeps and prints every prompt, reply and reason of a failed task", async () => {
    const long = `I think ${"so ".repeat(300)}`;
    const trajectory = await runTeacher({ planner: ["Let me see.", long, wrapped({ plan: 1 })] });
    expect(trajectory.status).toBe("failed");
    const calls = listModelCalls(trajectory);
    expect(calls.map(({ output }) => output?.content)).toEqual([
      "Let me see.",
      long,
      wrapped({ plan: 1 }),
    ]);
    expect(calls.map(({ unreadable }) => unreadable)).toEqual([
      "It holds no JSON object.",
      "It holds no JSON object.",
      expect.stringContaining("at assignments"),
    ]);
    const page = renderTrajectory(trajectory);
    expect(page).toContain("1. planner asks ");
    expect(page).toContain("system: You are the planner");
    expect(page).toContain("reply: Let me see.\n    unreadable: It holds no JSON object.");
    expect(page).toContain("(first the 3 messages of call 1)");
    expect(page).toMatch(/more characters;\s+--full shows all/);
    expect(page).toContain("3. planner asks");
    expect(renderTrajectory(trajectory, { full: true })).not.toContain("--full shows all");
    expect(summarizeTrajectories([trajectory])).not.toContain("repairs");
  });
});

describe("a report", () => {
  it("counts the repairs of each policy by kind, those of the model included", async () => {
    const own = { kind: "call_ids", original: "[]" };
    const students = {
      sound: [says("", HISTORY), says(recommend("d"))],
      sloppy: [
        hermes(HISTORY),
        hermes(EVIDENCE),
        new AIMessage({ content: "1. d\n2. e", response_metadata: { star_repairs: [own] } }),
      ],
    };
    const policies = Object.entries(students).map(([name, turns]) =>
      toPolicy({
        graph: createStudent({ llm: modelOf(turns), tools }).compile(),
        dataset: tinyShop,
        name,
      }),
    );
    const report = createReport({ evaluation: await evaluate({ policies, tasks: [about.task] }) });
    expect(report.rows.map(({ repairs, failed }) => ({ repairs, failed }))).toEqual([
      { failed: 0 },
      { repairs: { calls_in_text: 2, call_ids: 1, ranking_as_list: 1 }, failed: 0 },
    ]);
    expect(formatTable(report)).toContain(
      "* sloppy: repaired replies: calls_in_text 2, call_ids 1, ranking_as_list 1.",
    );
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it("counts what a trajectory lists: the repairs of the model, too", async () => {
    const own = { kind: "call_ids", original: "[]" };
    const reply = new AIMessage({
      content: recommend("d"),
      response_metadata: { star_repairs: [own] },
    });
    expect((await runStudent([reply])).calls?.[0]?.repairs).toEqual([own]);
    const broken = new AIMessage({
      content: recommend("d"),
      response_metadata: { star_repairs: "x" },
    });
    expect((await runStudent([broken])).calls?.[0]).not.toHaveProperty("repairs");
  });
});
