import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addDataFlags, type DataFlags } from "../../src/cli/data-flags.js";
import { formatDataFlags, quoteArgument } from "../../src/cli/data-flags-text.js";

function parse(args: readonly string[]): DataFlags {
  const command = addDataFlags(new Command());
  return command.parse([...args], { from: "user" }).opts<DataFlags>();
}

describe("formatDataFlags", () => {
  it.each([
    ["", "--dataset synthetic"],
    ["--seed 7 --users 40 --items 9", "--dataset synthetic --seed 7 --users 40 --items 9"],
    [
      "--dataset movielens-100k --data-dir data --min-rating 4 --since 1998-01-02 --until 1998-03-04",
      "--dataset movielens-100k --data-dir data --min-rating 4 --since 1998-01-02 --until 1998-03-04",
    ],
    [
      "--dataset generic --repeats first --sample-users 5 --core 3 --interactions 8",
      "--dataset generic --interactions 8 --repeats first --sample-users 5 --core 3",
    ],
  ])("is what selects the same dataset as %s", (given, expected) => {
    const flags = parse(given.split(" ").filter(Boolean));
    expect(formatDataFlags(flags)).toBe(expected);
    expect(parse(expected.split(" "))).toEqual(flags);
  });

  it("quotes what a shell would split or expand", () => {
    expect(quoteArgument("a b$c")).toBe("'a b$c'");
    expect(quoteArgument("it's")).toBe(String.raw`'it'\''s'`);
    expect(quoteArgument("star-demo/x.jsonl")).toBe("star-demo/x.jsonl");
  });
});
