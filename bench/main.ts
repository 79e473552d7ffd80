/** Runs one benchmark, a file of this folder that prints a table: `npm run bench -- export`. */
import { readdirSync } from "node:fs";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "main.ts")
  .map((file) => file.slice(0, -".ts".length));

const name = process.argv[2] ?? "";
if (names.includes(name)) {
  await import(`./${name}.ts`);
} else {
  console.error(`Unknown benchmark "${name}". Pass one of: ${names.join(", ")}.`);
  process.exitCode = 2;
}
