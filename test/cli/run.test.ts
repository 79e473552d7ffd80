import { describe, expect, it } from "vitest";
import type { Command } from "commander";
import { createProgram } from "../../src/cli/run.js";
import { ioOf, star } from "./support.js";

describe("run", () => {
  it.each(["", "demo", "data list", "data describe", "data check"])("prints help: star %s", help);
  it.each(["index", "teach", "trace", "evaluate", "completion"])("prints help: star %s", help);
  it.each(["export", "verify", "train", "serve"])("prints help: star %s", help);

  async function help(command: string) {
    const { code, out, notes } = await star([...command.split(" ").filter(Boolean), "--help"]);
    expect({ code, notes }).toEqual({ code: 0, notes: "" });
    expect(out).toMatch(/Usage: star[\s\S]*Example/);
  }

  it.each([
    { line: "cook", reason: /unknown command 'cook'/ },
    { line: "data describe --dataset nothing", reason: /Allowed choices are movielens-100k/ },
    { line: "evaluate --tasks none", reason: /integer of at least 1/ },
    { line: "evaluate --temperature -1", reason: /number of at least 0/ },
    { line: "evaluate --policy teacher,oracle", reason: /no policy "oracle".*Use some of: random/ },
    { line: "evaluate --policy ,", reason: /at least one name/ },
    { line: "teach", reason: /required option '--out <file>'/ },
    { line: "data describe --dataset generic", reason: /INVALID_ARGUMENT: .*--data-dir DIR/ },
    { line: "evaluate --model gpt", reason: /'gpt' is invalid. Expected offline, openai:NAME/ },
    { line: "trace no-such-file", reason: /There is no file no-such-file/ },
  ])("exits with 2 on a usage error: star $line", async ({ line, reason }) => {
    const { code, out, notes } = await star(line);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(notes).toMatch(reason);
    expect(notes).not.toContain("    at ");
  });

  it.each([
    { line: "teach --model gpt --out none.jsonl", reason: "MODEL_UNKNOWN: " },
    { line: "evaluate --index no-such-folder", reason: "INDEX_NOT_FOUND: " },
    { line: "data describe --dataset generic --data-dir no/where", reason: "DATASET_NOT_FOUND: " },
  ])("exits with 1 on a failure: star $line", async ({ line, reason }) => {
    const { code, out, notes } = await star(line, "--users 20 --items 40 --interactions 200");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(notes).toContain(reason);
    expect(notes).not.toContain("    at ");
  });

  it("prints results and errors only with --quiet", async () => {
    const small = "--users 40 --items 60 --interactions 800 --tasks 5";
    const line = `evaluate --policy popularity,ease ${small}`;
    const loud = await star(line);
    expect(loud.notes).toContain("evaluate");
    const { code, out, notes } = await star(line, "--quiet");
    expect({ code, notes }).toEqual({ code: 0, notes: "" });
    expect(out).toMatch(/popularity +6.7/);
    const failed = await star("evaluate --index no-such-folder --quiet");
    expect(failed.code).toBe(1);
    expect(failed.notes).toMatch(/^INDEX_NOT_FOUND: /);
  });

  it("has --json and --quiet for every command but completion", () => {
    const leavesOf = (command: Command): Command[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
    const without = leavesOf(createProgram({ io: ioOf({}), exitCode: 0 })).filter(
      ({ options }) =>
        !["--json", "--quiet"].every((name) => options.some(({ long }) => long === name)),
    );
    expect(without.map((command) => command.name())).toEqual(["completion"]);
  });

  it("prints a failure as one JSON object with --json", async () => {
    for (const line of ["data describe --dataset generic --json", "evaluate --draws 0 --json"]) {
      const { code, out } = await star(line);
      expect(JSON.parse(out)).toMatchObject({ error: { exitCode: 2, isUnexpected: false } });
      expect(code).toBe(2);
    }
  });
});
