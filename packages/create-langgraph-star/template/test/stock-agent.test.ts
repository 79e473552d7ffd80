/** How to test an agent: LangChain's fakeModel answers from a script, and keeps what it was asked. No network, no LLM. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { createTeam } from "../src/team.js";
import { stock } from "../src/shop.js";
import { stockAgent } from "../src/stock-agent.js";

const question = { userId: "u01" };

it("reads the stock of all candidates, and its favorite rises", async () => {
  const { candidates, ranking: before } = await createTeam([]).invoke(question);
  const last = before.at(-1) ?? "";
  const report = {
    reasoning: "One is left over.",
    favorites: [{ item_id: last, reason: "copies" }],
  };
  const llm = fakeModel()
    .respondWithTools([{ name: "check_stock", args: {} }])
    .respond(new AIMessage(JSON.stringify(report)));

  const { ranking } = await createTeam([{ ...stockAgent, llm }]).invoke({
    ...question,
    candidates,
  });

  const [, second] = llm.calls;
  const answer = second?.messages.at(-1)?.text ?? "";
  for (const id of candidates)
    assert.match(answer, new RegExp(`\\[${id}\\] ${stock.get(id)} copies`));
  assert.ok(ranking.indexOf(last) < before.indexOf(last));
});
