import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject } from "../../packages/create-langgraph-star/src/create-project.js";
import { toPackageName } from "../../packages/create-langgraph-star/src/package-name.js";
import { createSampleShop } from "../../scripts/starter/sample-shop.js";

const PACKAGE = "packages/create-langgraph-star";
const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "star-create-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("toPackageName", () => {
  it.each([
    { given: "My Shop", expected: "my-shop" },
    { given: "Café_Größe!", expected: "cafe_gro-e" },
    { given: "..hidden", expected: "hidden" },
    { given: "@scope", expected: "scope" },
    { given: "商店", expected: "my-recommender" },
    { given: "zod", expected: "zod-app" },
    { given: "node_modules", expected: "node_modules-app" },
    { given: "a".repeat(300), expected: "a".repeat(210) },
  ])("derives $expected from $given", ({ given, expected }) => {
    expect(toPackageName(given, ["zod"])).toBe(expected);
  });
});

describe("createProject", () => {
  it("writes the template, with the name of the folder and the version of langgraph-star", () => {
    const target = join(folder, "a", "My Shop");
    expect(createProject(target, "0.3.1")).toEqual({ name: "my-shop" });
    const { name, dependencies } = readJson(join(target, "package.json"));
    expect([name, dependencies["langgraph-star"]]).toEqual(["my-shop", "^0.3.1"]);
    expect(readdirSync(target)).toContain(".gitignore");
    expect(readdirSync(target)).not.toContain("gitignore");
  });

  it("writes to an empty folder, also one with a repository", () => {
    mkdirSync(join(folder, ".git"));
    createProject(folder, "0.1.0");
    expect(existsSync(join(folder, "src", "stock-agent.ts"))).toBe(true);
  });

  it("refuses a folder with files, names them and changes nothing", () => {
    for (const name of ["a", "b\u001B[31m", "c", "d"]) writeFileSync(join(folder, name), name);
    expect(() => createProject(folder, "0.1.0")).toThrow(
      /is not empty: it contains "a", "b\\u\{1b\}\[31m", "c" and 1 more\. Name a new folder/,
    );
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it("refuses a file", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => createProject(join(folder, "file"), "0.1.0")).toThrow(/is a file\. Name a new/);
  });
});

describe("the command create-langgraph-star", () => {
  const create = (...options: readonly string[]) => {
    try {
      const program = [join(PACKAGE, "src/main.ts"), ...options];
      return {
        code: 0,
        text: execFileSync("node_modules/.bin/tsx", program, { encoding: "utf8", stdio: "pipe" }),
      };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { code: status, text: stderr };
    }
  };

  it("prints help and its version", () => {
    expect(create("--help").text).toContain("npm create langgraph-star my-recommender");
    expect(create("-v").text.trim()).toBe(readJson(join(PACKAGE, "package.json")).version);
  });

  it.each([
    { options: [], problem: "No folder is named." },
    { options: ["a", "b"], problem: "2 folders are named." },
    { options: ["--no-such"], problem: "Unknown option '--no-such'" },
  ])("exits with 2 for $options", ({ options, problem }) => {
    const { code, text } = create(...options);
    expect(code).toBe(2);
    expect(text).toContain(problem);
    expect(text).toContain("npm create langgraph-star my-recommender");
  });
});

describe("the template", () => {
  const own = readJson("package.json");
  const template = readJson(join(PACKAGE, "template/package.json"));

  it("pins the versions that this repository is tested with", () => {
    const { "langgraph-star": _, ...pinned } = {
      ...template.dependencies,
      ...template.devDependencies,
    };
    const tested = { ...own.devDependencies, ...own.dependencies };
    expect(pinned).toEqual(
      Object.fromEntries(Object.keys(pinned).map((name) => [name, tested[name]])),
    );
  });

  it("has the version of langgraph-star", () => {
    expect(readJson(join(PACKAGE, "package.json")).version).toBe(own.version);
  });

  it.each(Object.entries(createSampleShop()))("contains %s as it is generated", (name, text) => {
    expect(readFileSync(join(PACKAGE, "template/synthetic-shop", name), "utf8")).toBe(text);
  });
});
