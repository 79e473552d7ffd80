import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/io.js";
import { createProgram } from "../../src/cli/run.js";

const guides = readdirSync("docs").filter((name) => name.endsWith(".md"));
const pages = ["README.md", "examples/README.md", ...guides.map((name) => `docs/${name}`)];

/** Command lines of `star` in shell blocks: page and arguments. */
const lines = pages.flatMap((page) => {
  const blocks = readFileSync(page, "utf8").matchAll(/^```(?:sh|bash)\n([^]*?)^```/gm);
  const text = Array.from(blocks, ([, code = ""]) => code.replaceAll("\\\n", " ")).join("\n");
  const found = text.matchAll(/(?:^|\s)(?:npx star|star|npm run --silent star --) ([a-z][^\n]*)/gm);
  return Array.from(found, ([, line = ""]) => ({
    page,
    line: line.replace(/\s+(?:#|&$|&& ).*$/, ""),
  }));
});

/** Variables that the pages use, with a value that they can have. */
const VARIABLES = { SLURM_ARRAY_TASK_ID: "2", SLURM_ARRAY_TASK_COUNT: "8" };

const expand = (line: string) =>
  Object.entries(VARIABLES).reduce(
    (text, [name, value]) => text.replaceAll(`$${name}`, value),
    line,
  );

/** The arguments of a line as a shell splits them; quotes keep spaces. */
const splitArguments = (line: string) =>
  Array.from(expand(line).matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, word]) => quoted ?? word ?? "");

/** The program without actions: it checks names, options and values only. */
function createParser(): Command {
  const io = {
    print: () => {},
    note: () => {},
    warn: () => {},
    isQuiet: false,
    isTerminal: false,
    isColorful: false,
    width: 100,
    environment: {},
    listenForInterrupt: () => new AbortController().signal,
  };
  const program = createProgram({ io, exitCode: EXIT.ok });
  const silence = (command: Command) => {
    command.exitOverride();
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(silence);
  };
  silence(program);
  return program;
}

describe("command lines in README and docs", () => {
  it("are many", () => expect(lines.length).toBeGreaterThan(50));

  it.each(lines)("$page: star $line", async ({ line }) => {
    await expect(
      createParser().parseAsync(splitArguments(line), { from: "user" }),
    ).resolves.toBeDefined();
  });

  it("would not accept an unknown option", async () => {
    const parsed = createParser().parseAsync(["demo", "--no-such-option"], { from: "user" });
    await expect(parsed).rejects.toThrow("unknown option");
  });
});
