import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { checkModules } from "../../examples/runner/check-types.js";
import { readCodeBlocks, toPageModule } from "./page-code.js";

const CONFIG = fileURLToPath(new URL("tsconfig.json", import.meta.url));
const RUNNER = fileURLToPath(new URL("run-pages.ts", import.meta.url));
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/**
 * Type-checks the TypeScript of Markdown pages as it is written there, and runs it in an empty folder.
 *
 * @returns The problems of each page, as `LINE: MESSAGE` with the line of the page.
 */
export async function checkPages(pages: readonly string[]): Promise<Map<string, string[]>> {
  // In the checkout, so that the package can import itself by its name.
  const folder = await mkdtemp(resolve(".examples-docs-"));
  const cwd = await mkdtemp(join(tmpdir(), "star-docs-"));
  try {
    const modules = await Promise.all(
      pages.map(async (page, index) => {
        const module = toPageModule(readCodeBlocks(await readFile(page, "utf8")));
        const file = join(folder, `page-${index}.mts`);
        await writeFile(file, module.text);
        return { page, file, module };
      }),
    );
    const files = modules.map(({ file }) => file);
    const types = checkModules(files, CONFIG);
    const thrown = await runModules(files, cwd);
    return new Map(
      modules.map(({ page, file, module }) => {
        const found = (types.get(file) ?? []).map(
          ({ line, message }) => `${module.lineOf(line)}: ${message}`,
        );
        const error = thrown[file];
        return [page, error === undefined ? found : [...found, describe(error, file, module)]];
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(cwd, { recursive: true, force: true });
  }
}

async function runModules(files: readonly string[], cwd: string): Promise<Record<string, string>> {
  const result = join(cwd, "thrown.json");
  const flags = ["--conditions=star-source", "--import", LOADER];
  await promisify(execFile)(process.execPath, [...flags, RUNNER, result, ...files], { cwd });
  return JSON.parse(await readFile(result, "utf8")) as Record<string, string>;
}

function describe(
  error: string,
  file: string,
  { lineOf }: { readonly lineOf: (line: number) => number },
): string {
  const line = Number(error.split(`${file}:`)[1]?.match(/^\d+/)?.[0] ?? 0);
  return `${lineOf(line)}: ${error.split("\n    at ")[0] ?? ""}`;
}
