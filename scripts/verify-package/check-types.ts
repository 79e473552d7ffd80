import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runIn } from "./consumer.js";

/** Options beside those of `tsc --init`. */
const MODES = {
  nodenext: ["--module", "nodenext", "--moduleResolution", "nodenext"],
  bundler: ["--module", "preserve", "--moduleResolution", "bundler"],
} as const;
/** How a project resolves modules. */
export type Mode = keyof typeof MODES;
export const MODE_NAMES = Object.keys(MODES) as readonly Mode[];

/** Errors of a compilation by the package whose file they are in; those of the project itself are under `project`. */
export type ErrorsByPackage = ReadonlyMap<string, readonly string[]>;

/** Writes the tsconfig.json that `tsc --init` writes. */
export function initTypeScript(folder: string): void {
  execFileSync(join(folder, "node_modules/.bin/tsc"), ["--init"], { cwd: folder, stdio: "pipe" });
}

/**
 * Compiles one file of a project, with the declarations of all packages checked, too.
 *
 * Declarations of other packages may be wrong without us: such an error is in a file of theirs, and a project that imports them alone
 * has it as well. An error that this package causes is in a file of its own or of the project.
 */
export function compile(folder: string, file: string, mode: Mode): ErrorsByPackage {
  // The file goes through the configuration, because tsc ignores that of the folder when it is given files.
  writeFileSync(
    join(folder, "tsconfig.check.json"),
    JSON.stringify({ extends: "./tsconfig.json", files: [file] }),
  );
  const options = ["-p", "tsconfig.check.json", "--skipLibCheck", "false", "--outDir", mode];
  const tsc = join(folder, "node_modules/.bin/tsc");
  const { stdout } = runIn(folder, tsc, [...options, ...MODES[mode], "--pretty", "false"]);
  return groupErrors(stdout);
}

/** Groups the lines that tsc prints, such as `node_modules/a/b.d.ts(1,2): error TS1: text`. */
function groupErrors(printed: string): ErrorsByPackage {
  const groups = new Map<string, string[]>();
  for (const line of printed.split("\n").filter((text) => /\berror TS\d+:/.test(text))) {
    const path = /^(.*)\(\d+,\d+\): error/.exec(line)?.[1] ?? "";
    const [, name = "project"] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return groups;
}
