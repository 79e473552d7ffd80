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
    { path: "Fasteners", names: ["Fasteners"] }, // a complete path
    { path: "Fasteners Screws Wood Screws", names: ["Fasteners", "Screws", "Wood Screws"] }, // complete path, then a plural that branches
    { path: "Pipes & Plumbing Fittings", names: ["Pipes & Plumbing", "Fittings"] }, // branches after "this & that"
    {
      path: "Pipes & Plumbing Valves Ball Valves",
      names: ["Pipes & Plumbing", "Valves Ball Valves"],
    }, // no other path shows the boundary
    { path: "Lab Supplies Filter Paper", names: ["Lab Supplies Filter Paper"] }, // "Filter" branches but is not a plural
    { path: "", names: [] },
  ])("splits $path", ({ path, names }) => expect(split(path)).toEqual(names));

  it("drops a product description in a path", () => {
    const path = `Fasteners ${"made of steel ".repeat(10)}`.trim();
    expect(createPathSplitter([...PATHS, path])(path)).toEqual(["Fasteners"]);
  });
});
