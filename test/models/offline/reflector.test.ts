import { describe, expect, it } from "vitest";
import { reflectionSchema } from "../../../src/graphs/state.js";
import { reflect } from "../../../src/models/offline/reflector.js";
import { conversation, reportsSection } from "./support.js";

type Reports = Parameters<typeof reportsSection>[0];

const reflectOn = (reports: Reports, left = 1) =>
  reflect(
    conversation("reflector", {
      Reports: reportsSection(reports),
      Revisions: `Rounds of revision left: ${left}.`,
    }),
  );

const CONTRADICTION: Reports = [
  ["recent_interest", 1, ["d", "e"], "recent"],
  ["historical_interest", 1, ["e", "d"], "long_term"],
];

describe("reflect", () => {
  it("sends two agents with different first favourites to the window that nobody has read", () => {
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
  ])("after $read names $unread", ({ read, unread }) => {
    const reports = CONTRADICTION.map(
      ([agent, round, favorites], place) => [agent, round, favorites, read[place]!] as const,
    );
    expect(reflectOn(reports).reasoning).toContain(`Nobody has read the ${unread} evidence yet`);
  });

  it.each<{ what: string; reports: Reports; left?: number; because: string }>([
    {
      what: "the first favourites agree",
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
      what: "the second look settled it",
      reports: [...CONTRADICTION, ["recent_interest", 2, ["e"], "neighbors"]],
      because: "do not contradict each other",
    },
    {
      what: "an agent has no favourite",
      reports: [CONTRADICTION[0]!, ["critic", 1, [], "long_term"]],
      because: "first favourites: recent_interest: [d])",
    },
    { what: "there are no reports", reports: [], because: "first favourites: none" },
  ])("accepts when $what", ({ reports, left, because }) => {
    const reflection = reflectOn(reports, left);
    expect(reflection).toMatchObject({ verdict: "accept", revisions: [] });
    expect(reflection.reasoning).toContain(because);
  });

  it("takes a report that it cannot read for one without favourites", () => {
    const Reports =
      "### a, round 1\nAsked: Why?\nAnswered: who knows\n\n### b, round 1\nAsked: Why?\nAnswered: [1]";
    expect(reflect(conversation("reflector", { Reports })).verdict).toBe("accept");
  });

  it("quotes ids that would not be plain in brackets", () => {
    const reports: Reports = [
      ["a", 1, ["x]y"], "recent"],
      ["b", 1, ["<e>"], "recent"],
    ];
    const [, second] = reflectOn(reports).revisions as { question: string }[];
    expect(second?.question).toContain('Check item ["x]y"] with');
  });
});
