import { describe, expect, it } from "vitest";
import { rank } from "../../../src/models/offline/ranker.js";
import { collectEvidence, scoreByEvidence } from "../../../src/models/offline/weigh-evidence.js";
import { createRandom } from "../../../src/random.js";
import { tinyShop } from "../../support/tiny-shop.js";
import { roleRequest, evidenceOn, evidenceSection, reportsSection } from "./support.js";

const items = ["d", "e", "f"].map((id) => tinyShop.items.get(id)!);
const greedy = { temperature: 0, random: createRandom(1), explained: 3 };

const scores = (...percents: Parameters<typeof evidenceOn>[0][]) =>
  scoreByEvidence(items, collectEvidence(percents.map(evidenceOn)));

/** The ranking for the texts that the agents read. */
const rankingOf = (read: Parameters<typeof evidenceSection>[0], options = greedy) =>
  rank(roleRequest("ranker", { Evidence: evidenceSection(read) }), options).ranking;

describe("scoreByEvidence", () => {
  it("is 1.1 times the mean of -ln p over the kinds, with p = 1 for none", () => {
    const found = scores({
      d: { together_3: 1, soon_after_3: 10 },
      e: { together_3: 10, soon_after_3: null },
      f: { together_3: null, soon_after_3: null },
    });
    // -ln 0.01 = 4.60517, -ln 0.1 = 2.30259: 1.1 x 6.90776 / 2 = 3.79927; 1.1 x 2.30259 / 2 = 1.26642
    expect(found?.[0]).toBeCloseTo(3.79927, 5);
    expect(found?.[1]).toBeCloseTo(1.26642, 5);
    expect(found?.[2]).toBeCloseTo(0, 10);
  });

  it("ignores popularity", () => {
    const kinds = (popularity: number) => ({ together_3: 10, popularity });
    const [d, e] = scores({ d: kinds(1), e: kinds(90), f: kinds(50) })!;
    expect(d).toBe(e);
    expect(
      scores({ d: { popularity: 1 }, e: { popularity: 2 }, f: { popularity: 3 } }),
    ).toBeUndefined();
  });

  it("uses only kinds that were stated for all items", () => {
    const found = scores(
      { d: { factors_10: 1 } },
      { d: { together_3: 10 }, e: { together_3: 10 }, f: { together_3: 10 } },
    );
    expect(new Set(found).size).toBe(1);
    expect(scores({ d: { together_3: 10 }, e: { together_3: 10 } })).toBeUndefined();
  });

  it("merges later answers with earlier ones", () => {
    const all = (kind: string, percent: number) => ({
      d: { [kind]: percent },
      e: { [kind]: 50 },
      f: { [kind]: 50 },
    });
    expect(scores(all("together_3", 10), all("soon_after_3", 1))).toEqual(
      scores({
        d: { together_3: 10, soon_after_3: 1 },
        e: { together_3: 50, soon_after_3: 50 },
        f: { together_3: 50, soon_after_3: 50 },
      }),
    );
  });
});

describe("rank", () => {
  const forD = { d: { together_3: 1 }, e: { together_3: 20 }, f: { together_3: 90 } };
  const forF = { d: { together_3: 90 }, e: { together_3: 20 }, f: { together_3: 1 } };

  it("ranks by the evidence", () => {
    expect(rankingOf([["a", evidenceOn(forD)]])).toEqual(["d", "e", "f"]);
    expect(rankingOf([["a", evidenceOn(forF)]])).toEqual(["f", "e", "d"]);
  });

  it("weighs every agent the same, however many kinds it read", () => {
    // a reads three kinds and scores d by 1.1 x -ln 0.05 = 3.3; b reads one and scores e by 1.1 x -ln 0.01 = 5.1.
    const three = (percent: number) => ({
      together_1: percent,
      together_3: percent,
      soon_after_1: percent,
    });
    const a = evidenceOn({ d: three(5), e: three(100), f: three(100) });
    const b = evidenceOn({
      d: { factors_all: 100 },
      e: { factors_all: 1 },
      f: { factors_all: 100 },
    });
    expect(
      rankingOf([
        ["a", a],
        ["b", b],
      ]),
    ).toEqual(["e", "d", "f"]);
    // Read by one agent, the three kinds outvote the one: 1.1 x 3 x 3.0 / 4 = 2.5 against 1.1 x 4.6 / 4 = 1.3.
    expect(
      rankingOf([
        ["a", a],
        ["a", b],
      ]),
    ).toEqual(["d", "e", "f"]);
  });

  describe("the report of an agent without evidence that the rules read", () => {
    const rankWith = (read: string, favorites: string[]) =>
      rank(
        roleRequest("ranker", {
          // 1.1 x -ln p: d 0.23, e 0.12, f 0.06
          Evidence: evidenceSection([
            [
              "a",
              evidenceOn({ d: { together_3: 81 }, e: { together_3: 90 }, f: { together_3: 95 } }),
            ],
            ["stock", read],
          ]),
          Reports: reportsSection([["stock", 1, favorites, "none"]]),
        }),
        greedy,
      );

    it("is a vote of -ln(k / candidates) for its k-th favorite", () => {
      // f 0.06 + 1.10, e 0.12 + 0.41, d 0.23
      const { ranking, reasoning } = rankWith("Only f and e are left.", ["f", "e"]);
      expect(ranking).toEqual(["f", "e", "d"]);
      expect(reasoning).toMatch(
        /^Every agent has one vote, made of the evidence it read; of stock, of its report\. /,
      );
    });

    it("does not count beside evidence", () => {
      const read = evidenceOn({
        d: { soon_after_1: 5 },
        e: { soon_after_1: 50 },
        f: { soon_after_1: 50 },
      });
      expect(rankWith(read, ["f", "e"]).ranking).toEqual(["d", "e", "f"]);
    });

    it("counts nothing for the last places of a report longer than the list", () => {
      const { ranking } = rankWith("", ["x", "y", "z", "v", "f"]);
      expect(ranking).toEqual(["d", "e", "f"]);
    });
  });

  it("keeps the order of the task if nothing was read", () => {
    expect(rankingOf([])).toEqual(["d", "e", "f"]);
  });

  it("states evidence and supporters of the first candidates", () => {
    const sections = {
      Evidence: evidenceSection([["a", evidenceOn(forD)]]),
      Reports: reportsSection([
        ["a", 1, ["d"], "recent"],
        ["b", 1, ["d", "e"], "recent"],
        ["b", 2, ["e"], "all"],
      ]),
    };
    const { reasoning } = rank(roleRequest("ranker", sections), greedy);
    expect(reasoning).toContain("1. [d] Item d: with last 3 1, 3x, rank 100; a favourite of a.");
    expect(reasoning).toContain("2. [e] Item e: with last 3 1, 3x, rank 2000; a favourite of b.");
    expect(reasoning).toContain("a favourite of no agent.");
  });

  it.each([0, 1, 2])("explains as many candidates as it is asked to: %d", (explained) => {
    const request = roleRequest("ranker", { Evidence: evidenceSection([["a", evidenceOn(forD)]]) });
    const { reasoning } = rank(request, { ...greedy, explained });
    expect(reasoning.match(/a favourite of/g)?.length ?? 0).toBe(explained);
  });

  it("samples from the Plackett-Luce distribution of the scores over the temperature", () => {
    // Percents e^(-s/1.1): scores 2, 1, 0, at temperature 2 weights e^1, e^0.5, e^0 = 2.718, 1.649, 1, sum 5.367.
    const percent = (score: number) => 100 * Math.exp(-score / 1.1);
    const text = evidenceOn({
      d: { together_3: percent(2) },
      e: { together_3: percent(1) },
      f: { together_3: percent(0) },
    });
    const random = createRandom(5, "plackett-luce");
    const draws = 5000;
    const counts = new Map<string, number>();
    const sections = roleRequest("ranker", { Evidence: evidenceSection([["a", text]]) });
    for (let draw = 0; draw < draws; draw++) {
      const order = rank(sections, { temperature: 2, random, explained: 3 }).ranking.join("");
      counts.set(order, (counts.get(order) ?? 0) + 1 / draws);
    }
    const [d, e, f] = [Math.exp(1), Math.exp(0.5), 1];
    const sum = d + e + f;
    const expected = {
      def: (d / sum) * (e / (e + f)), // 0.3154
      dfe: (d / sum) * (f / (e + f)),
      edf: (e / sum) * (d / (d + f)),
      efd: (e / sum) * (f / (d + f)),
      fde: (f / sum) * (d / (d + e)),
      fed: (f / sum) * (e / (d + e)), // 0.0703
    };
    // Three standard errors of a share near 0.3 over 5,000 draws are 0.019; percents are rounded to hundredths.
    for (const [order, share] of Object.entries(expected)) {
      expect(Math.abs((counts.get(order) ?? 0) - share), order).toBeLessThan(0.02);
    }
  });
});
