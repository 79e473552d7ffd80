import { describe, expect, it } from "vitest";
import { createPathSplitter } from "../../src/data/scientific-categories.js";

const PATHS = [
  "Fasteners",
  "Fasteners Screws Wood Screws",
  "Fasteners Screws Set Screws",
  "Pipes & Plumbing Fittings",
  "Pipes & Plumbing Valves Ball Valves",
  "Lab Supplies Filter Paper",
  "Lab Supplies Filter Holders",
];

describe("createPathSplitter", () => {
  const split = createPathSplitter(PATHS);

  it.each([
    { path: "Fasteners", names: ["Fasteners"] }, // a whole path
    { path: "Fasteners Screws Wood Screws", names: ["Fasteners", "Screws", "Wood Screws"] }, // whole path, plural that branches
    { path: "Pipes & Plumbing Fittings", names: ["Pipes & Plumbing", "Fittings"] }, // branches after "this & that"
    {
      path: "Pipes & Plumbing Valves Ball Valves",
      names: ["Pipes & Plumbing", "Valves Ball Valves"],
    }, // nothing betrays it
    { path: "Lab Supplies Filter Paper", names: ["Lab Supplies Filter Paper"] }, // "Filter" branches but is no plural
    { path: "", names: [] },
  ])("splits $path", ({ path, names }) => expect(split(path)).toEqual(names));

  it("drops a description that slipped into a path", () => {
    const path = `Fasteners ${"made of steel ".repeat(10)}`.trim();
    expect(createPathSplitter([...PATHS, path])(path)).toEqual(["Fasteners"]);
  });
});
