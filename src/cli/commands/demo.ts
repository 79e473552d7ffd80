import type { Command } from "commander";
import { addDataFlags } from "../data-flags.js";
import { DEMO_SIZES, type DemoFlags, runDemo } from "../demo.js";
import { type Context, printResult } from "../io.js";
import { integerFrom } from "../parse.js";

const EXAMPLES = `
Needs no files, no LLM and no network: it uses synthetic data and the offline model (rules).

Examples:
  $ star demo
  $ star demo --full
  $ star demo --tasks 50 --out /tmp/demo`;

/** Adds `star demo`. */
export function addDemoCommand(program: Command, { io }: Context): void {
  addDataFlags(program.command("demo"))
    .description("Run the whole pipeline on synthetic data")
    .option("--tasks <n>", "test tasks to evaluate", integerFrom(1), 200)
    .option(
      "--taught <n>",
      `training tasks for the teacher (default: ${sizes("taught")})`,
      integerFrom(1),
    )
    .option("--steps <n>", `SFT steps (default: ${sizes("steps")})`, integerFrom(1))
    .option("--full", "train longer, on more trajectories")
    .option("--out <dir>", "output folder", "star-demo")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXAMPLES)
    .action(async (flags: DemoFlags & { readonly json?: boolean }) => {
      const { json = false } = flags;
      const report = (text: string) => (json ? io.note(text) : io.print(text));
      const value = await runDemo(flags, { io, report });
      if (json) printResult(io, { json, value, text: () => "" });
    });
}

function sizes(size: "taught" | "steps"): string {
  return `${DEMO_SIZES.quick[size]}, with --full ${DEMO_SIZES.full[size]}`;
}
