import { describe, expect, it } from "vitest";
import { titleTerms } from "../../src/text/title-terms.js";

describe("titleTerms", () => {
  it.each([
    ["Toy Story (1995)", ["toy", "story", "1995", "toy story", "story 1995"]],
    ["Amélie & CO.", ["amelie", "co", "amelie co"]],
    // Accents inside a word do not split it.
    ["naïve", ["naive"]],
    // Without spaces, characters are words.
    ["千と千尋 2", ["千", "と", "千", "尋", "2", "千 と", "と 千", "千 尋", "尋 2"]],
    ["東京tower", ["東", "京", "tower", "東 京", "京 tower"]],
    [" –!? ", []],
    ["", []],
  ])("splits %j", (title, terms) => {
    expect(titleTerms(title)).toEqual(terms);
  });
});
