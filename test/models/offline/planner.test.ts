import { SystemMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { DEFAULT_AGENTS } from "../../../src/graphs/agents/default-agents.js";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { request } from "../../../src/graphs/prompts.js";
import { plan } from "../../../src/models/offline/planner.js";
import { readRoleRequest } from "../../../src/models/offline/role-request.js";
import { dailyInteractions, tinyShop } from "../../support/tiny-shop.js";

/** The plan for a history, given as one item id per character, with these agents available. */
function planFor(
  itemIds: string,
  agents: readonly string[] = DEFAULT_AGENTS.map(({ name }) => name),
) {
  const history = dailyInteractions("u", [...itemIds]);
  const { opening } = toGraphInput({ userId: "u", history, candidates: ["e"] }, tinyShop);
  const system = `You are the planner.\nThe agents:\n${agents.map((name) => `- ${name}: looks`).join("\n")}`;
  return plan(readRoleRequest([new SystemMessage(system), request({ Task: opening })], []));
}

const asked = (...given: Parameters<typeof planFor>) =>
  planFor(...given).assignments.map(({ agent }) => agent);

describe("plan", () => {
  it.each([
    { what: "no history", history: "", agents: ["user_profile", "recent_interest"] },
    {
      what: "24 interactions",
      history: "a".repeat(24),
      agents: ["user_profile", "recent_interest"],
    },
    {
      what: "25 interactions",
      history: "a".repeat(25),
      agents: ["historical_interest", "recent_interest"],
    },
    {
      what: "149 interactions",
      history: "a".repeat(149),
      agents: ["historical_interest", "recent_interest"],
    },
    {
      what: "150 interactions",
      history: "a".repeat(150),
      agents: ["user_profile", "historical_interest", "recent_interest"],
    },
    // 25 interactions with one category each, 15 with z, then 10 with x: the whole history is 60% z, the last ten are 0%.
    {
      what: "a drift of 60%",
      history: "d".repeat(15) + "a".repeat(10),
      agents: ["recent_interest", "interest_divergence"],
    },
    // 10 of 25 are z, none of the last ten: a drift of 40%, the threshold. 9 of 25 are 36%.
    {
      what: "a drift of 40%",
      history: "d".repeat(10) + "a".repeat(15),
      agents: ["recent_interest", "interest_divergence"],
    },
    {
      what: "a drift of 36%",
      history: "d".repeat(9) + "a".repeat(16),
      agents: ["historical_interest", "recent_interest"],
    },
    {
      what: "a long history with a drift",
      history: "d".repeat(150) + "a".repeat(10),
      agents: ["recent_interest", "interest_divergence"],
    },
    {
      what: "interactions without categories",
      history: "e".repeat(30),
      agents: ["historical_interest", "recent_interest"],
    },
  ])("assigns $agents for $what", ({ history, agents }) => {
    expect(asked(history)).toEqual(agents);
  });

  it("states the drift in its reasoning and asks every agent a different question", () => {
    const { reasoning, assignments } = planFor("d".repeat(15) + "a".repeat(10));
    expect(reasoning).toContain("60% of the category mentions");
    expect(assignments).toHaveLength(2);
    expect(new Set(assignments.map(({ question }) => question)).size).toBe(2);
  });

  it("leaves out unavailable agents", () => {
    expect(asked("a", ["recent_interest", "interest_divergence"])).toEqual(["recent_interest"]);
  });

  it("always asks the agents that it has no rules for", () => {
    const agents = [...DEFAULT_AGENTS.map(({ name }) => name), "critic", "fan"];
    expect(asked("a".repeat(25), agents)).toEqual([
      "historical_interest",
      "recent_interest",
      "critic",
      "fan",
    ]);
  });

  it("assigns all agents if it knows none of them", () => {
    expect(asked("a", ["critic", "fan"])).toEqual(["critic", "fan"]);
  });
});
