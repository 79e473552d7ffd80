import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DEFAULT_AGENTS } from "../../src/graphs/agents/default-agents.js";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createTeacher } from "../../src/graphs/teacher.js";
import type { CreateTeacherOptions } from "../../src/graphs/teacher-options.js";
import { createTools } from "../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import {
  ACCEPT,
  calling,
  collect,
  planFor,
  rankingOf,
  reportOn,
  revise,
  script,
  type Turn,
} from "./support.js";

const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const input = toGraphInput(task, tinyShop);
const evidence = [
  "translate_evidence",
  { user_id: "u1", item_id: "candidates", focus: "all" },
] as const;

const teach = (
  turns: Readonly<Record<string, readonly Turn[]>> = {},
  options: Partial<CreateTeacherOptions> = {},
) => {
  const llm = script(turns);
  const teacher = createTeacher({ llm, tools, ...options }).compile();
  return { llm, invoke: () => teacher.invoke(input, { context: { task } }), teacher };
};

describe("createTeacher", () => {
  it("runs the planner, the agents of the plan, the reflector, the ranker", async () => {
    const { llm, teacher } = teach();
    const updates = await teacher.stream(input, { context: { task }, streamMode: "updates" });
    const nodes = await collect(updates, (update) => Object.keys(update)[0]);
    expect(nodes[0]).toBe("planner");
    expect(nodes.slice(1, 3).toSorted()).toEqual(["recent_interest", "user_profile"]);
    expect(nodes.slice(3)).toEqual(["reflector", "ranker"]);
    expect(llm.rolesAsked("historical_interest")).toBe(0);
  });

  it("returns all candidates, best first, with plan, findings, reflections and reasoning", async () => {
    const answer = await teach({ recent_interest: [calling(evidence), reportOn("e")] }).invoke();
    expect(answer).toMatchObject({
      ranking: ["e", "d", "f"],
      reasoning: "So it is.",
      round: 1,
      reflections: [ACCEPT],
    });
    expect(answer.plan).toEqual(planFor("recent_interest", "user_profile"));
    // In the order of the plan, whichever agent finishes first.
    expect(answer.findings).toMatchObject([
      { agent: "recent_interest", round: 1, question: "What does recent_interest see?" },
      { agent: "user_profile", round: 1, observations: [] },
    ]);
    expect(answer.findings[0]?.observations[0]?.text).toMatch(/^Evidence for user u1/);
  });

  it("shows the ranker plan, evidence, reports and reflection, and the reflector the reports", async () => {
    const { llm, invoke } = teach({ recent_interest: [calling(evidence), reportOn("e")] });
    await invoke();
    const sections = (role: string) => llm.read(role).match(/^## .*/gm);
    expect(sections("reflector")).toEqual(["## Task", "## Reports", "## Revisions"]);
    expect(sections("ranker")).toEqual([
      "## Task",
      "## Plan",
      "## Evidence",
      "## Reports",
      "## Reflection",
    ]);
    expect(llm.read("ranker")).toContain(
      "### recent_interest read translate_evidence\nEvidence for user u1",
    );
    expect(llm.read("ranker")).toContain('Answered: {"reasoning":"I like d."');
  });

  it("asks exactly the agents again that the reflector names, with its question and their earlier answer", async () => {
    const { llm, invoke } = teach({
      recent_interest: [reportOn("e"), reportOn("d")],
      reflector: [revise("recent_interest"), ACCEPT],
    });
    const { findings, round, reflections } = await invoke();
    expect(findings.map((one) => [one.agent, one.round])).toEqual([
      ["recent_interest", 1],
      ["user_profile", 1],
      ["recent_interest", 2],
    ]);
    expect({ round, reflections: reflections.length }).toEqual({ round: 2, reflections: 2 });
    expect(llm.rolesAsked("user_profile")).toBe(1);
    const again = llm.read("recent_interest", 1);
    expect(again).toContain("## Your earlier answer\n<data>\n" + JSON.stringify(reportOn("e")));
    expect(again).toContain("## Your question\nrecent_interest, look again.");
    expect(llm.read("recent_interest", 0)).not.toContain("## Your earlier answer");
  });

  it.each([
    { maxReflections: 0, reflections: 0, rounds: 1 },
    { maxReflections: 1, reflections: 2, rounds: 2 }, // the last reflection cannot ask agents again
    { maxReflections: 2, reflections: 3, rounds: 3 },
    { maxReflections: 3, reflections: 4, rounds: 4 },
  ])("asks agents again at most $maxReflections times", async (expected) => {
    const { maxReflections, reflections, rounds } = expected;
    const { llm, invoke } = teach(
      { reflector: [revise("recent_interest", "user_profile")] },
      { maxReflections },
    );
    const answer = await invoke();
    expect(answer.round).toBe(rounds);
    expect(answer.ranking).toEqual(["e", "d", "f"]);
    expect(llm.rolesAsked("reflector")).toBe(reflections);
    expect(llm.rolesAsked("recent_interest")).toBe(rounds);
    expect(llm.rolesAsked("ranker")).toBe(1);
    for (const time of Array.from({ length: reflections }).keys()) {
      expect(llm.read("reflector", time)).toContain(`left: ${maxReflections - time}.`);
    }
  });

  it.each([
    {
      role: "planner",
      bad: {
        reasoning: "Twice.",
        assignments: ["Why?", "When?"].map((question) => ({ agent: "recent_interest", question })),
      },
      reason: "distinct agents",
    },
    { role: "planner", bad: planFor("oracle"), reason: "user_profile, historical_interest" },
    { role: "planner", bad: planFor(), reason: "assignments" },
    {
      role: "reflector",
      bad: revise("historical_interest"),
      reason: "agents that reported: recent_interest, user_profile",
    },
    { role: "reflector", bad: revise(), reason: "revisions must name" },
    { role: "ranker", bad: rankingOf("e", "d"), reason: '"f" is missing' },
    { role: "ranker", bad: rankingOf("e", "d", "x", "f"), reason: '"x" is not a candidate' },
    { role: "ranker", bad: rankingOf("e", "d", "f", "d"), reason: "an id occurs more than once" },
    { role: "recent_interest", bad: { reasoning: "", favorites: [] }, reason: "reasoning" },
  ])(
    "returns an invalid answer to the $role with the reason: $reason",
    async ({ role, bad, reason }) => {
      const good = {
        planner: planFor("recent_interest"),
        reflector: ACCEPT,
        ranker: rankingOf("d", "e", "f"),
      };
      const turns = { [role]: [bad, { recent_interest: reportOn("e"), ...good }[role]!] };
      const { llm, invoke } = teach(turns);
      await invoke();
      expect(llm.rolesAsked(role)).toBe(2);
      expect(llm.read(role, 1)).toContain(reason);
    },
  );

  it.each(["planner", "recent_interest", "reflector", "ranker"])(
    "fails with the name of the role when the answers of the %s are unreadable",
    async (role) => {
      const { llm, invoke } = teach({ [role]: ["Hm."] });
      await expect(invoke()).rejects.toMatchObject({
        code: "MODEL_ANSWER_INVALID",
        message: expect.stringContaining(`${role} gave no readable answer in 3 attempts`),
      });
      expect(llm.rolesAsked(role)).toBe(3);
      await expect(teach({ [role]: ["Hm."] }, { maxRepairs: 0 }).invoke()).rejects.toThrow(
        "in 1 attempts",
      );
    },
  );

  it("accepts an additional agent with its own schema", async () => {
    const critic = {
      name: "critic",
      description: "finds reasons against a candidate",
      prompt: "You are the critic agent. Be strict.",
      tools: [],
      schema: z.object({ against: z.array(z.string()).min(1) }),
    };
    const turns = {
      planner: [planFor("critic", "user_profile")],
      critic: [{ against: [] }, { against: ["f"] }],
    };
    const { llm, invoke } = teach(turns, { agents: [...DEFAULT_AGENTS, critic] });
    const { findings } = await invoke();
    expect(findings[0]).toMatchObject({ agent: "critic", answer: '{"against":["f"]}' });
    expect(llm.read("planner")).toContain("- critic: finds reasons against a candidate");
    expect(llm.read("critic")).toContain('"against"');
    expect(llm.rolesAsked("critic")).toBe(2);
  });

  it("lets an agent of the same name replace a default agent", async () => {
    const prompt = "You are the user_profile agent, and you are mine.";
    const agents = DEFAULT_AGENTS.map((agent) =>
      agent.name === "user_profile" ? { ...agent, prompt } : agent,
    );
    const { llm, invoke } = teach({}, { agents });
    await invoke();
    expect(llm.read("user_profile")).toContain(prompt);
  });

  it.each([
    { what: "no agents", agents: [], message: "The teacher has no agents." },
    {
      what: "two agents with one name",
      agents: ["a", "b", "a"],
      message: 'Two agents have the name "a".',
    },
    {
      what: "the name of a node of the teacher",
      agents: ["ranker"],
      message: 'The agent name "ranker" is taken by the teacher itself.',
    },
    {
      what: "the name of a key of its state",
      agents: ["plan"],
      message: 'The agent name "plan" is taken',
    },
    {
      what: "a name of two words",
      agents: ["my agent"],
      message: 'The agent name "my agent" is not one word',
    },
  ])("rejects $what", ({ agents, message }) => {
    const named = agents.map((name) => ({ ...DEFAULT_AGENTS[0]!, name }));
    expect(() => teach({}, { agents: named })).toThrow(`${message}`);
    expect(() => teach({}, { agents: named })).toThrow(/Give the teacher at least one agent/);
  });

  it("rejects an agent that names a missing tool; default agents use the available tools", async () => {
    const agents = [{ ...DEFAULT_AGENTS[0]!, tools: ["translate_evidence", "ask_oracle"] }];
    expect(() => teach({}, { agents })).toThrow(
      'The agent "user_profile" names the tool "ask_oracle", but the tools are: lookup_user_history, search_neighbors, translate_evidence. Pass the tool in `tools`',
    );
    const { llm, invoke } = teach({}, { tools: tools.slice(0, 2) });
    await invoke();
    expect(llm.asked.find(({ role }) => role === "user_profile")?.tools).toEqual([
      "search_neighbors",
    ]);
  });

  it.each([
    { option: "maxReflections", value: -1 },
    { option: "maxToolRounds", value: 1.5 },
    { option: "maxRepairs", value: Number.NaN },
    { option: "historyWindow", value: 0 },
  ])("rejects $option $value", ({ option, value }) => {
    expect(() => teach({}, { [option]: value })).toThrow(`${option} is ${value}. Pass a`);
  });

  it("allows more tool rounds than LangGraph's default recursion limit, with a higher recursionLimit", async () => {
    const calls = Array.from({ length: 15 }, () => calling(evidence));
    const turns = { recent_interest: [...calls, reportOn("e")] };
    const { teacher } = teach(turns, { maxToolRounds: 15 });
    const answer = await teacher.invoke(input, { context: { task }, recursionLimit: 50 });
    expect(answer.findings[0]?.observations).toHaveLength(15);
  });
});
