import { describe, expect, it } from "vitest";
import { readEntries, readRankingText } from "../../../src/graphs/reading/ranking-entries.js";
import { readStudentRanking } from "../../../src/graphs/reading/student-ranking.js";

const CANDIDATES = ["50", "172", "B0 7", "12345678901234567891"];

describe("readEntries", () => {
  it.each([
    { entries: ["50", "172"], ranking: ["50", "172"], kinds: [] },
    { entries: [172, 50], ranking: ["172", "50"], kinds: ["ranking_ids"] },
    { entries: ["[172]", "'50'"], ranking: ["172", "50"], kinds: ["ranking_ids"] },
    {
      entries: ["[172] Empire (1980)", "50: Star Wars"],
      ranking: ["172", "50"],
      kinds: ["ranking_ids"],
    },
    { entries: ["**50** – because", "172, since"], ranking: ["50", "172"], kinds: ["ranking_ids"] },
    {
      entries: [{ item_id: "50", reason: "x" }, { id: 172 }],
      ranking: ["50", "172"],
      kinds: ["ranking_ids"],
    },
    {
      entries: ["B0 7", "[B0 7] Title"],
      ranking: ["B0 7"],
      kinds: ["ranking_ids", "ranking_surplus"],
    },
    { entries: ["501", "5", "Star Wars"], ranking: [], kinds: ["ranking_surplus"] },
  ])("reads $entries", ({ entries, ranking, kinds }) => {
    const read = readEntries(entries, CANDIDATES);
    expect(read.ranking).toEqual(ranking);
    expect(read.repairs.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe("readRankingText", () => {
  it.each([
    { text: "Because.\n1. [172] Empire\n2. 50\n3) `B0 7`", ranking: ["172", "50", "B0 7"] },
    { text: "- 50\n- 172", ranking: ["50", "172"] },
    { text: "172, 50", ranking: ["172", "50"] },
    { text: "172 > 50", ranking: ["172", "50"] },
    { text: "172\n50", ranking: ["172", "50"] },
    { text: "[50, 12345678901234567891]", ranking: ["50", "12345678901234567891"] },
    { text: '{"order": ["50", "172"]}', ranking: ["50", "172"] },
  ])("reads $text", ({ text, ranking }) => {
    expect(readRankingText(text, CANDIDATES, { isMarked: true })?.ranking).toEqual(ranking);
  });

  it("finds no ranking in prose", () => {
    const text = "I like 50 more than 172.";
    expect(readRankingText(text, CANDIDATES, { isMarked: true })).toBeUndefined();
  });
});

describe("readStudentRanking", () => {
  const read = (text: string) => readStudentRanking(text, CANDIDATES);

  it("prefers the trained form, in which nothing is repaired", () => {
    const text = '<recommend>\n["172", "50"]\n</recommend>';
    expect(read(text)).toEqual({ ranking: ["172", "50"], repairs: [] });
  });

  it.each([
    { text: "<recommend>\n1. 172\n2. [50] Star Wars\n</recommend>", ranking: ["172", "50"] },
    { text: "<recommend>\n[172], [50]\n</recommend>", ranking: ["172", "50"] },
    { text: '<analysis>\n1. 50\n</analysis>\n["172", "50"]', ranking: ["172", "50"] },
    {
      text: "<analysis>\n- 50: good\n</analysis>\nI recommend:\n1. 172\n2. 50",
      ranking: ["172", "50"],
    },
    { text: "<analysis>\n1. 172\n2. 50", ranking: [] },
    { text: "- 50: good\n- 172: better", ranking: [] },
    { text: "<recommend>\n50, 172, 12345", ranking: ["50", "172"] },
    { text: "<recommend>\n50, 17", ranking: ["50"] },
  ])("reads $text", ({ text, ranking }) => {
    expect(read(text).ranking).toEqual(ranking);
  });
});
