// Imports modules one after the other, each in a folder of its own, and writes what each threw: run-pages.ts RESULT.json MODULE...
import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [result = "", ...modules] = process.argv.slice(2);
const thrown: Record<string, string> = {};
let running = "";
const keep = (error: unknown) => {
  thrown[running] ??= error instanceof Error ? (error.stack ?? error.message) : String(error);
};
process.on("uncaughtException", keep).on("unhandledRejection", keep);
for (running of modules) {
  process.chdir(mkdtempSync(join(dirname(result), "page-")));
  await import(pathToFileURL(running).href).catch(keep);
}
await writeFile(result, JSON.stringify(thrown));
process.exit();
