import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toGraphInput } from "../../../src/graphs/graph-input.js";
import { request } from "../../../src/graphs/prompts.js";
import { readRoleRequest } from "../../../src/models/offline/role-request.js";
import { hostileItem, hostileText } from "../../support/hostile.js";
import { dailyInteractions, tinyShop } from "../../support/tiny-shop.js";
import { roleRequest } from "./support.js";

describe("readConversation", () => {
  it("reads role, sections, task and tool calls", () => {
    const past = [["search_neighbors", { kind: "item", id: "c", k: 10 }, "Some."]] as const;
    const read = roleRequest("recent_interest agent", { "Your question": "Why?" }, { past });
    expect(read).toMatchObject({
      role: "recent_interest",
      observations: [{ tool: "search_neighbors", arguments: { id: "c" }, text: "Some." }],
      task: { userId: "u1", historyLength: 3, latestItem: "c" },
    });
    expect(read.sections.get("Your question")).toBe("Why?");
    expect(Object.fromEntries(read.task.allCategories)).toEqual({ x: 2, y: 2 });
    expect(read.task.candidates.map(({ id }) => id)).toEqual(["d", "e", "f"]);
  });

  it("reads the task with arbitrary titles, categories and ids", () => {
    const distinct = { minLength: 2, maxLength: 5, selector: ({ id }: { id: string }) => id };
    fc.assert(
      fc.property(
        hostileText,
        fc.uniqueArray(hostileItem, distinct),
        (userId, [latest, ...others]) => {
          const items = new Map([latest!, ...others].map((item) => [item.id, item]));
          const question = {
            userId,
            history: dailyInteractions(userId, [latest!.id]),
            candidates: others.map(({ id }) => id),
          };
          const { opening } = toGraphInput(question, { ...tinyShop, items });
          const messages = [new SystemMessage("You are the planner."), request({ Task: opening })];
          const { task, sections } = readRoleRequest(messages, []);
          expect([...sections.keys()]).toEqual(["Task"]);
          expect(task).toMatchObject({ userId, historyLength: 1, latestItem: latest!.id });
          expect(task.candidates).toEqual(others);
          expect(new Set(task.allCategories.keys())).toEqual(new Set(latest!.categories));
        },
      ),
    );
  });

  it("does not read brackets in a title as an id", () => {
    const items = new Map([["7", { id: "7", title: "Glue [Pack of 2]", categories: [] }]]);
    const question = { userId: "u", history: dailyInteractions("u", ["7"]), candidates: [] };
    const { opening } = toGraphInput(question, { ...tinyShop, items });
    const { task } = readRoleRequest([new HumanMessage(`## Task\n${opening}`)], []);
    expect(task.latestItem).toBe("7");
  });
});
