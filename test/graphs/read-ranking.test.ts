import { array, assert, constantFrom, oneof, property, string, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecommendation } from "../../src/distill/transcript/reward/score-text.js";
import { readRanking } from "../../src/graphs/read-ranking.js";
import { toPythonJson } from "../../src/json.js";

const CANDIDATES = ["a", "b", "12", "10", 'q"[1]\\'];
const recommend = (list: string) => `<recommend>\n${list}\n</recommend>`;

describe("readRanking", () => {
  it.each([
    { text: recommend('["b", "a"]'), ranking: ["b", "a"] },
    { text: recommend('["b", "x", "b", null, "a"]'), ranking: ["b"] }, // null ends what is a list of ids
    { text: recommend("So: [12,10]"), ranking: ["12", "10"] },
    { text: recommend("[12, 10"), ranking: ["12"] }, // 10 may have been the beginning of 100
    { text: '<recommend>\n["b", "a', ranking: ["b"] },
    { text: recommend('["q\\"[1]\\\\", "\\u0061"]'), ranking: ['q"[1]\\', "a"] },
    { text: `${recommend('["b"]')}${recommend('["a"]')}`, ranking: ["a"] },
    { text: `${recommend("nothing")} ["a"]`, ranking: [] },
    { text: '["a", "b"]', ranking: [] },
    { text: recommend('{"ranking": ["a"]}'), ranking: ["a"] },
    { text: "", ranking: [] },
  ])("reads $ranking from $text", ({ text, ranking }) => {
    expect(readRanking(text, CANDIDATES)).toEqual(ranking);
  });

  it("reads every list that the reward accepts, with the same result", () => {
    const lists = uniqueArray(string({ unit: "binary" }), { minLength: 5, maxLength: 20 });
    assert(
      property(lists, (ids) => {
        const list = toPythonJson(ids).replaceAll("<", "\\u003c");
        expect(readRanking(recommend(list), ids)).toEqual(ids);
        expect(readRecommendation(list, ids).ranking ?? ids).toEqual(ids);
      }),
    );
  });

  it("returns distinct candidates for every text", () => {
    const pieces = constantFrom(
      "<recommend>",
      "</recommend>",
      "[",
      "]",
      '"a"',
      '"',
      ",",
      "12",
      "\\",
    );
    assert(
      property(array(oneof(pieces, string())), (parts) => {
        const ranking = readRanking(parts.join(""), CANDIDATES);
        expect(CANDIDATES).toEqual(expect.arrayContaining(ranking));
        expect(new Set(ranking).size).toBe(ranking.length);
      }),
    );
  });
});
