import { SystemMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { DEFAULT_AGENTS } from "../../../src/graphs/agents/default-agents.js";
import { toGraphInput } from "../../../src/graphs/opening.js";
import { request } from "../../../src/graphs/prompts.js";
import { readConversation } from "../../../src/models/offline/conversation.js";
import { plan } from "../../../src/models/offline/planner.js";
import { choices, tinyShop } from "../../support/tiny-shop.js";

/** The plan for a history, by a planner that may ask these agents. */
function planFor(
  itemIds: string,
  agents: readonly string[] = DEFAULT_AGENTS.map(({ name }) => name),
) {
  const history = choices("u", [...itemIds]);
  const { opening } = toGraphInput({ userId: "u", history, candidates: ["e"] }, tinyShop);
  const system = `You are the planner.\nThe agents:\n${agents.map((name) => `- ${name}: looks`).join("\n")}`;
  return plan(readConversation([new SystemMessage(system), request({ Task: opening })], []));
}

const asked = (...given: Parameters<typeof planFor>) =>
  planFor(...given).assignments.map(({ agent }) => agent);

describe("plan", () => {
  it.each([
    { what: "no history", history: "", agents: ["user_profile", "recent_interest"] },
    { what: "24 choices", history: "a".repeat(24), agents: ["user_profile", "recent_interest"] },
    {
      what: "25 choices",
      history: "a".repeat(25),
      agents: ["historical_interest", "recent_interest"],
    },
    {
      what: "149 choices",
      history: "a".repeat(149),
      agents: ["historical_interest", "recent_interest"],
    },
    {
      what: "150 choices",
      history: "a".repeat(150),
      agents: ["user_profile", "historical_interest", "recent_interest"],
    },
    // Of 25 choices with one category each, 15 have z and then 10 have x: all is 60% z, the last ten 0%.
    {
      what: "a drift of 60%",
      history: "d".repeat(15) + "a".repeat(10),
      agents: ["recent_interest", "interest_divergence"],
    },
    // 10 of 25 z, of the last ten none: 40%, which is enough; 9 of 25 are 36%.
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
      what: "a long history that drifts",
      history: "d".repeat(150) + "a".repeat(10),
      agents: ["recent_interest", "interest_divergence"],
    },
    {
      what: "choices without categories",
      history: "e".repeat(30),
      agents: ["historical_interest", "recent_interest"],
    },
  ])("asks $agents for $what", ({ history, agents }) => {
    expect(asked(history)).toEqual(agents);
  });

  it("gives its figures as reasons, and every agent a question of its own", () => {
    const { reasoning, assignments } = planFor("d".repeat(15) + "a".repeat(10));
    expect(reasoning).toContain("60% of the category mentions");
    expect(new Set(assignments.map(({ question }) => question)).size).toBe(assignments.length);
  });

  it("leaves out agents that are not there", () => {
    expect(asked("a", ["recent_interest", "critic"])).toEqual(["recent_interest"]);
  });

  it("asks everybody where it knows nobody", () => {
    expect(asked("a", ["critic", "fan"])).toEqual(["critic", "fan"]);
  });
});
