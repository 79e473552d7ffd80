import { fakeModel } from "@langchain/core/testing";
import { describe, expect, it } from "vitest";
import { toGraphInput } from "../../src/graphs/graph-input.js";
import { createPlainRecommender } from "../../src/graphs/plain.js";
import { OfflineModel } from "../../src/models/offline/offline-model.js";
import { dailyInteractions, tinyShop } from "../support/tiny-shop.js";
import { task } from "../tools/support.js";
import { says } from "./student-support.js";

const input = toGraphInput(task, tinyShop);
const context = { task };
const dataset = tinyShop;
const ANSWER = says(JSON.stringify({ ranking: task.candidates }));

describe("createPlainRecommender", () => {
  it("asks once, with the latest interactions and the candidates", async () => {
    const llm = fakeModel().respond(ANSWER);
    const history = dailyInteractions("u1", ["a", "b", "c"]);
    const plain = createPlainRecommender({ llm, dataset, historyLength: 2 }).compile();
    const { ranking, messages } = await plain.invoke(input, {
      context: { task: { ...task, history } },
    });
    expect(ranking).toEqual(task.candidates);
    expect(messages).toHaveLength(3);
    expect(llm.callCount).toBe(1);
    const asked = llm.calls[0]?.messages[1]?.text;
    expect(asked).toContain('\n[d] "Item d" (z)');
    expect(asked).toContain(
      'The last 2 of 3 earlier choices, oldest first:\n<data>\n2. 1970-01-03\n[b] "Item b" (x, y)\n3. 1970-01-04\n[c] "Item c" (y)\n</data>',
    );
    expect(asked).not.toContain("1970-01-02\n");
  });

  it("shows no days where the dataset has none", async () => {
    const llm = fakeModel().respond(ANSWER);
    const undated = { ...dataset, clock: "order" as const };
    await createPlainRecommender({ llm, dataset: undated }).compile().invoke(input, { context });
    expect(llm.calls[0]?.messages[1]?.text).toMatch(/^1\.\n\[a\] "Item a"/m);
  });

  it("skips repeated candidates and ids that are none, if enough are left", async () => {
    const given = [...task.candidates, task.candidates[0], "nothing"];
    const llm = fakeModel().respond(says(JSON.stringify({ ranking: given })));
    const { ranking } = await createPlainRecommender({ llm, dataset })
      .compile()
      .invoke(input, { context });
    expect(ranking).toEqual(task.candidates);
  });

  it("ranks by categories with the offline model", async () => {
    const history = dailyInteractions("u1", ["d", "d", "d"]);
    const { ranking } = await createPlainRecommender({ llm: new OfflineModel(), dataset })
      .compile()
      .invoke(toGraphInput({ ...task, candidates: ["a", "c", "d"] }, dataset), {
        context: { task: { ...task, history } },
      });
    expect(ranking).toEqual(["d", "a", "c"]);
  });

  it("refuses to run without a history", async () => {
    const plain = createPlainRecommender({ llm: new OfflineModel(), dataset }).compile();
    await expect(plain.invoke(input)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });
});
