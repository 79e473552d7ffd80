import { describe, expect, it } from "vitest";
import { reflectionSchema } from "../../../src/graphs/state.js";
import { reflect } from "../../../src/models/offline/reflector.js";
import { roleRequest, reportsSection } from "./support.js";

type Reports = Parameters<typeof reportsSection>[0];

const reflectOn = (reports: Reports, left = 1) =>
  reflect(
    roleRequest("reflector", {
      Reports: reportsSection(reports),
      Revisions: `Rounds of revision left: ${left}.`,
    }),
  );

const CONTRADICTION: Reports = [
  ["recent_interest", 1, ["d", "e"], "recent"],
  ["historical_interest", 1, ["e", "d"], "long_term"],
];

describe("reflect", () => {
  it("asks two agents with different first favorites to read the unread window", () => {
    const reflection = reflectOn(CONTRADICTION);
    expect(reflectionSchema.parse(reflection)).toEqual(reflection);
    expect(reflection).toMatchObject({
      verdict: "revise",
      revisions: [
        {
          agent: "recent_interest",
          question:
            "Does other evidence support [d] or [e]? Use the focus neighbors for all candidates.",
        },
        {
          agent: "historical_interest",
          question: "What speaks for the other side? Check item [d] with the focus all.",
        },
      ],
    });
    expect(reflection.reasoning).toMatch(
      /^recent_interest puts item \[d\] first, historical_interest item \[e\]/,
    );
  });

  it.each([
    { read: ["recent", "neighbors"], unread: "long_term" },
    { read: ["neighbors", "long_term"], unread: "recent" },
    { read: ["recent", "recent"], unread: "neighbors" },
  ])("asks for $unread after $read", ({ read, unread }) => {
    const reports = CONTRADICTION.map(
      ([agent, round, favorites], index) => [agent, round, favorites, read[index]!] as const,
    );
    expect(reflectOn(reports).reasoning).toContain(`Nobody has read the ${unread} evidence yet`);
  });

  it.each<{ what: string; reports: Reports; left?: number; because: string }>([
    {
      what: "the first favorites agree",
      reports: CONTRADICTION.map(([agent, round, , read]) => [agent, round, ["d"], read]),
      because:
        "do not contradict each other (first favourites: recent_interest: [d], historical_interest: [d])",
    },
    {
      what: "no revision is left",
      reports: CONTRADICTION,
      left: 0,
      because: "There is no revision left",
    },
    {
      what: "all windows have been read",
      reports: CONTRADICTION.map(([agent, round, favorites]) => [agent, round, favorites, "all"]),
      because: "All windows have been read",
    },
    {
      what: "a revision resolved the contradiction",
      reports: [...CONTRADICTION, ["recent_interest", 2, ["e"], "neighbors"]],
      because: "do not contradict each other",
    },
    {
      what: "an agent has no favorite",
      reports: [CONTRADICTION[0]!, ["critic", 1, [], "long_term"]],
      because: "first favourites: recent_interest: [d])",
    },
    { what: "there are no reports", reports: [], because: "first favourites: none" },
  ])("accepts when $what", ({ reports, left, because }) => {
    const reflection = reflectOn(reports, left);
    expect(reflection).toMatchObject({ verdict: "accept", revisions: [] });
    expect(reflection.reasoning).toContain(because);
  });

  it("treats an unreadable report as one without favorites", () => {
    const Reports =
      "### a, round 1\nAsked: Why?\nAnswered: who knows\n\n### b, round 1\nAsked: Why?\nAnswered: [1]";
    expect(reflect(roleRequest("reflector", { Reports })).verdict).toBe("accept");
  });

  it("quotes ids that are ambiguous in brackets", () => {
    const reports: Reports = [
      ["a", 1, ["x]y"], "recent"],
      ["b", 1, ["<e>"], "recent"],
    ];
    const [, second] = reflectOn(reports).revisions as { question: string }[];
    expect(second?.question).toContain('Check item ["x]y"] with');
  });
});
