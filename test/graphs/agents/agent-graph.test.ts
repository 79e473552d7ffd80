import { tool } from "@langchain/core/tools";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { createAgentGraph } from "../../../src/graphs/agents/agent-graph.js";
import { dailyInteractions } from "../../support/tiny-shop.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { fitTinyShop, tinyShop } from "../../support/tiny-shop.js";
import { task } from "../../tools/support.js";
import { brokenCall, calling, reportOn, ScriptedModel, type Turn } from "../support.js";

const history = ["lookup_user_history", { user_id: "u1", window: "all", limit: 9 }] as const;
const evidence = ["translate_evidence", { user_id: "u1", item_id: "d", focus: "all" }] as const;
const neighbors = ["search_neighbors", { kind: "item", id: "c", k: 2 }] as const;
const tools = createTools({ index: await fitTinyShop(), dataset: tinyShop });
const input = { opening: "A task.", userId: "u1", candidates: ["d"], question: "Why?", round: 1 };

/** An agent that takes these turns, and what comes of it. */
async function run(
  turns: readonly Turn[],
  options: Partial<Parameters<typeof createAgentGraph>[0]> = {},
) {
  const llm = new ScriptedModel({ looker: turns, summarizer: [{ summary: "They like x." }] });
  const graph = createAgentGraph({
    agent: { name: "looker", description: "", prompt: "You are the looker.", tools: [] },
    llm,
    tools,
    maxToolRounds: 6,
    maxRepairs: 2,
    historyWindow: 100,
    ...options,
  });
  const nodes: string[] = [];
  let finding;
  for await (const update of await graph.stream(input, {
    context: { task },
    streamMode: "updates",
  })) {
    for (const [node, change] of Object.entries(update)) {
      nodes.push(node);
      if (node === "report") finding = (change as { findings: unknown[] }).findings;
    }
  }
  expect(finding).toHaveLength(1);
  return {
    llm,
    nodes,
    finding: finding![0] as { answer: string; observations: { tool: string; text: string }[] },
  };
}

describe("createAgentGraph", () => {
  it("calls a tool, reads its answer, and reports with its observations", async () => {
    const { llm, nodes, finding } = await run([calling(evidence), reportOn("d")]);
    expect(nodes).toEqual(["model", "translate_evidence", "model", "report"]);
    expect(finding).toMatchObject({ agent: "looker", round: 1, question: "Why?" });
    expect(JSON.parse(finding.answer)).toEqual(reportOn("d"));
    expect(finding.observations).toMatchObject([{ tool: "translate_evidence" }]);
    expect(llm.read("looker", 1)).toContain(finding.observations[0]!.text);
  });

  it("runs several calls of a turn in parallel and reads all answers before it continues", async () => {
    const { llm, nodes, finding } = await run([
      calling(evidence, history, neighbors),
      reportOn("d"),
    ]);
    expect(finding.observations.map((one) => one.tool)).toEqual([
      "translate_evidence",
      "lookup_user_history",
      "search_neighbors",
    ]);
    expect(llm.rolesAsked("looker")).toBe(2);
    expect(nodes.filter((node) => node === "report")).toHaveLength(1);
  });

  it("may call the same tool twice in one turn", async () => {
    const { finding } = await run([calling(evidence, evidence), reportOn("d")]);
    expect(finding.observations).toHaveLength(2);
  });

  it("gets an error when it calls an unknown tool", async () => {
    const { finding } = await run([calling(["ask_oracle", {}]), reportOn("d")]);
    expect(finding.observations[0]?.text).toMatch(/ask_oracle.*not found/);
  });

  it("gets an error when arguments are invalid", async () => {
    const wrong = calling(["search_neighbors", { kind: "cat", id: "c", k: 2 }]);
    const { finding } = await run([wrong, calling(neighbors), reportOn("d")]);
    expect(finding.observations[0]?.text).toMatch(/kind/);
    expect(finding.observations[1]?.text).toMatch(/^The 2 items nearest/);
  });

  it("is asked again when the arguments of a call are not a JSON object", async () => {
    const { llm, finding } = await run([
      brokenCall("translate_evidence"),
      calling(evidence),
      reportOn("d"),
    ]);
    expect(llm.read("looker", 1)).toContain(
      'arguments of the call to "translate_evidence" are not a JSON object',
    );
    expect(finding.observations).toHaveLength(1);
  });

  it.each([{ maxToolRounds: 0 }, { maxToolRounds: 1 }, { maxToolRounds: 3 }])(
    "takes away the tools after $maxToolRounds rounds of calls and asks for the answer",
    async ({ maxToolRounds }) => {
      const greedy = [
        ...Array.from({ length: maxToolRounds + 1 }, () => calling(evidence)),
        reportOn("d"),
      ];
      const { llm, finding } = await run(greedy, { maxToolRounds });
      expect(finding.observations).toHaveLength(maxToolRounds);
      expect(llm.asked.map((asked) => asked.tools.length)).toEqual([
        ...Array.from({ length: maxToolRounds }, () => 3),
        0, // calls all the same, and is told that it cannot
        0,
      ]);
      expect(llm.read("looker", maxToolRounds)).toContain("You have used all your tool calls.");
    },
  );

  it("gives up on a model that never stops calling", async () => {
    await expect(run([calling(evidence)], { maxToolRounds: 2 })).rejects.toMatchObject({
      code: "MODEL_ANSWER_INVALID",
    });
  });

  it("works without tools", async () => {
    const { llm, nodes } = await run([calling(evidence), reportOn("d")], { tools: [] });
    expect(nodes).toEqual(["model", "report"]);
    expect(llm.read("looker", 1)).toContain("no tool can be called now");
  });

  it("replaces a long history by a summary, also if it was read in parallel with another tool", async () => {
    const long = { ...task, history: dailyInteractions("u1", [..."abcabcabc"]) };
    const [lookUp] = tools;
    const shown = tool(async (given) => lookUp!.invoke(given, { context: { task: long } }), {
      name: lookUp!.name,
      description: "",
      schema: lookUp!.schema as z.ZodObject,
    });
    const options = { tools: [shown, ...tools.slice(1)], historyWindow: 4 };
    for (const turn of [calling(history), calling(history, evidence), calling(evidence, history)]) {
      const { llm, nodes, finding } = await run([turn, reportOn("d")], options);
      expect(nodes.filter((node) => node === "model")).toHaveLength(2);
      expect(nodes.filter((node) => node === "summarize_history")).toHaveLength(1);
      const read = finding.observations.find((one) => one.tool === "lookup_user_history")?.text;
      expect(read).toMatch(/^User u1 has 9 .*\nSummary of these 9 choices:\nThey like x\.$/);
      expect(llm.read("looker", 1)).toContain(read);
      expect(llm.read("looker", 1)).not.toContain("1970-01-02");
    }
  });

  it("does not summarize a short history", async () => {
    const { llm, nodes } = await run([calling(history), reportOn("d")], { historyWindow: 3 });
    expect(nodes).not.toContain("summarize_history");
    expect(llm.read("looker", 1)).toContain('3. 1970-01-04\n[c] "Item c" (y)');
  });
});
