import type { Command } from "commander";
import { addDataOptions } from "../data-options.js";
import { DEMO_SIZES, type DemoOptions, runDemo } from "../demo.js";
import { type Context, printResult } from "../io.js";
import { integerFrom } from "../parse.js";

const EXAMPLES = `
Needs no files, no model and no network: invented data, the offline model (rules, no LLM).

Examples:
  $ star demo
  $ star demo --full
  $ star demo --tasks 50 --out /tmp/demo`;

/** `star demo`. */
export function addDemoCommand(program: Command, { io }: Context): void {
  addDataOptions(program.command("demo"))
    .description("Run the whole pipeline on synthetic data")
    .option("--tasks <n>", "tasks measured", integerFrom(1), 200)
    .option("--taught <n>", `tasks taught (default: ${sizes("taught")})`, integerFrom(1))
    .option("--steps <n>", `updates of SFT (default: ${sizes("steps")})`, integerFrom(1))
    .option("--full", "train longer, on more trajectories")
    .option("--out <dir>", "where the files go", "star-demo")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", EXAMPLES)
    .action(async (options: DemoOptions & { readonly json?: boolean }) => {
      const { json = false } = options;
      const say = (text: string) => (json ? io.note(text) : io.print(text));
      const value = await runDemo(options, { io, say });
      if (json) printResult(io, { json, value, text: () => "" });
    });
}

function sizes(of: "taught" | "steps"): string {
  return `${DEMO_SIZES.quick[of]}, with --full ${DEMO_SIZES.full[of]}`;
}
