import type { Command } from "commander";

/** Adds `--quiet` to every command that does work: those that also have `--json`. */
export function addQuiet(command: Command): void {
  if (command.options.some(({ long }) => long === "--json")) {
    command.option("--quiet", "print results and errors only: no progress, no notices");
  }
  command.commands.forEach(addQuiet);
}
