import { describe, expect, it } from "vitest";
import { storeOf } from "../../src/cli/evaluation-records.js";
import { watchServers } from "../../src/cli/watch-servers.js";
import { StarError, type StarErrorCode } from "../../src/errors.js";
import { evaluate } from "../../src/evaluation/evaluate.js";
import type { KeptRecord } from "../../src/evaluation/records/record-lines.js";
import type { Policy } from "../../src/types.js";
import { makeTasks } from "../evaluation/support.js";

/** Fails on the task of each user with an error of this code, as a graph does: as the cause of another error. */
const failing = (codes: Readonly<Record<string, StarErrorCode>>): Policy => ({
  name: "plain",
  rank: async ({ userId, candidates }) => {
    const code = codes[userId];
    if (code === undefined) return { ranking: candidates };
    const cause = new StarError(code, { message: "It fails.", remedy: "Wait." });
    throw new Error("A node failed.", { cause });
  },
});

async function evaluateFailing(codes: Readonly<Record<string, StarErrorCode>>) {
  const { policies, failure, isServerFault } = watchServers(new Map([["plain", failing(codes)]]));
  const kept: KeptRecord[] = [];
  const records = { find: () => undefined, add: async (one: KeptRecord) => void kept.push(one) };
  const behavior = { plan: ["user_profile"], rounds: 2 };
  const tasks = makeTasks(4);
  const behaviors = new Map([["plain", new Map([[tasks[0]!.id, behavior]])]]);
  const run = evaluate({
    policies: [...policies.values()],
    tasks,
    resamples: 20,
    signal: failure,
    store: storeOf(records, { behaviors, isServerFault }),
  });
  return { run, failure, users: () => kept.map(({ userId }) => userId), kept };
}

describe("watchServers and storeOf", () => {
  it("keep answers and failures of the model, but no task whose server failed", async () => {
    const { run, failure, users, kept } = await evaluateFailing({
      u1: "MODEL_UNAVAILABLE",
      u2: "MODEL_ANSWER_INVALID",
    });
    expect((await run).rows[0]).toMatchObject({ failed: 2, completed: 2 });
    expect(users()).toEqual(["u0", "u2", "u3"]);
    expect(kept.map(({ behavior }) => behavior?.rounds)).toEqual([2, undefined, undefined]);
    expect(failure.aborted).toBe(false);
  });

  it("end the evaluation with an error that all further tasks would have, and do not keep its task", async () => {
    const { run, users } = await evaluateFailing({ u2: "MODEL_UNAUTHORIZED" });
    await expect(run).rejects.toMatchObject({ code: "MODEL_UNAUTHORIZED" });
    expect(users()).toEqual(["u0", "u1"]);
  });
});
