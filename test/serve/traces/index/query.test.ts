import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packRows, unpackRows } from "../../../../src/serve/traces/index/packed-rows.js";
import {
  parseQuery,
  RANK_FILTERS,
  selectRows,
  SORT_KEYS,
  sumRows,
  TRAITS,
  writeQuery,
} from "../../../../src/serve/traces/index/query.js";
import { toTraceRow, type TraceRow } from "../../../../src/serve/traces/index/trace-row.js";
import { teacherTrajectory } from "../../../distill/transcript/support.js";

const row = (change: Partial<TraceRow>): TraceRow => ({
  ...toTraceRow({ ...teacherTrajectory() }),
  ...change,
});
const ids = (rows: readonly TraceRow[], query: Parameters<typeof selectRows>[1]) =>
  selectRows(rows, query).map((position) => rows[position]?.id);

describe("toTraceRow", () => {
  it("summarizes a run", () => {
    expect(toTraceRow(teacherTrajectory({ timing: { startMs: 0, durationMs: 12 } }))).toMatchObject(
      {
        id: "films/classic/test/7/8/0/1/0",
        user: "7",
        rank: 1,
        rounds: 2,
        steps: 15,
        calls: 9,
        inputTokens: 800,
        outputTokens: 90,
        duration: 12,
        errors: 0,
        agents: ["plan", "recent_interest", "user_profile", "reflection", "recommend"],
        tools: ["lookup_user_history", "translate_evidence"],
        missing: [],
      },
    );
  });

  it("tells a lost item from a run without a ranking, and counts errors and losses", () => {
    const outcome = { heldOut: "x", ranking: ["y"], rank: null, reward: null };
    expect(toTraceRow(teacherTrajectory({ outcome })).rank).toBe(0);
    const answer = { kind: "tool_response", status: "error", agent: "a", node: "n", round: 1 };
    const broken = toTraceRow({
      ...teacherTrajectory({ outcome: null, incomplete: true, missing: ["usage"] }),
      steps: [answer],
      calls: [{ error: "no" }, { unreadable: "no" }, { repairs: [{ kind: "x", original: "" }] }],
    });
    expect(broken).toMatchObject({ rank: -1, errors: 3, repairs: 1, missing: ["usage", "work"] });
  });
});

describe("selectRows", () => {
  const rows = [
    row({ id: "a", rank: 1, rounds: 1, steps: 9, inputTokens: 10, errors: 0, agents: ["x"] }),
    row({ id: "b", rank: 0, rounds: 2, steps: 5, inputTokens: 90, errors: 2, agents: ["y"] }),
    row({ id: "c", rank: -1, rounds: 1, steps: 7, status: "failed", missing: ["usage"] }),
    row({ id: "d", rank: 4, rounds: 3, steps: 1, inputTokens: 50, repairs: 1, agents: ["x"] }),
  ];

  it.each([
    [{}, "abcd"],
    [{ descending: true }, "dcba"],
    [{ rank: "1" }, "a"],
    [{ rank: "4-5" }, "d"],
    [{ rank: "lost" }, "b"],
    [{ rank: "none" }, "c"],
    [{ trait: "revised" }, "bd"],
    [{ trait: "errors" }, "b"],
    [{ trait: "repairs" }, "d"],
    [{ trait: "loss" }, "c"],
    [{ status: "failed" }, "c"],
    [{ agent: "x" }, "ad"],
    [{ minSteps: 6 }, "ac"],
    [{ sort: "rank" }, "adbc"],
    [{ sort: "rank", descending: true }, "cbda"],
    [{ sort: "steps" }, "dbca"],
    [{ sort: "id", descending: true }, "dcba"],
    [{ agent: "x", sort: "steps" }, "da"],
  ] as const)("%j finds %s", (query, expected) => {
    expect(ids(rows, query).join("")).toBe(expected);
  });

  it("sums what it finds", () => {
    expect(sumRows(rows, selectRows(rows, {}))).toMatchObject({
      runs: 4,
      ranked: 3,
      hits: [1, 1, 2],
      revised: 2,
      failed: 1,
      errors: 1,
    });
  });
});

describe("queries in addresses", () => {
  it("are read as they were written", () => {
    const text = fc.string({ minLength: 1 });
    const query = fc.record(
      {
        text,
        status: text,
        agent: text,
        tool: text,
        rank: fc.constantFrom(...RANK_FILTERS),
        trait: fc.constantFrom(...TRAITS),
        minSteps: fc.nat(),
        minTokens: fc.nat(),
        sort: fc.constantFrom(...SORT_KEYS),
        descending: fc.constant(true),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(query, (given) => {
        const read = Object.fromEntries(new URLSearchParams(writeQuery(given)));
        expect(parseQuery(read)).toEqual(given);
      }),
    );
  });

  it("leave out what they do not know", () => {
    expect(parseQuery({ rank: "7", sort: "magic", minSteps: "-1", text: "", other: "x" })).toEqual(
      {},
    );
  });
});

describe("packRows", () => {
  it("is undone by unpackRows", () => {
    const names = fc.array(fc.string(), { maxLength: 3 });
    const some = fc.record({
      id: fc.string(),
      problem: fc.string(),
      agents: names,
      tools: names,
      rank: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(some), (changes) => {
        const rows = changes.map(row);
        const ranges = rows.map((_, at) => ({ start: at * 7, length: at }));
        const packed = JSON.parse(JSON.stringify(packRows(rows, ranges)));
        expect(unpackRows(packed)).toEqual({ rows, ranges });
      }),
    );
  });
});
