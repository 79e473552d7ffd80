import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATASET_NAMES } from "../../../src/data/load-dataset.js";
import { star } from "../support.js";

/** Completes the last of the words, of which the first is `star`, in a folder with the file `runs.jsonl` and the folder `out`. */
type Complete = (words: readonly string[]) => string[];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "star-completion-"));
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "runs.jsonl"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

const isInstalled = (shell: string) => {
  try {
    execFileSync(shell, ["-c", "exit 0"]);
    return true;
  } catch {
    return false;
  }
};

function runScript(shell: string, script: string, parameters: readonly string[] = []): string[] {
  const file = join(folder, "script");
  writeFileSync(file, script);
  const printed = execFileSync(shell, [file, ...parameters], { cwd: folder, encoding: "utf8" });
  rmSync(file);
  return printed.split("\n").filter((line) => line !== "");
}

/** The words are split as bash does: `=` is a word. */
const bash =
  (source: string): Complete =>
  (words) =>
    runScript(
      "bash",
      `${source}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_star\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`,
      words.flatMap((word) => word.split(/(=)/)),
    );

/** The functions of zsh's completion system that add matches print them instead. */
const zsh =
  (source: string): Complete =>
  (words) =>
    runScript(
      "zsh",
      `compdef() {}
compset() { PREFIX=\${PREFIX#*=} }
compadd() { shift; print -l -- \${(M)@:#\${PREFIX}*} }
_files() { if [[ $1 == -/ ]]; then print -l -- *(/N); else print -l -- *(N); fi }
_describe() { print -l -- \${(M)\${(P)@[-1]}%%:*} \${\${(P)@[-1]}%%:*} }
${source}
words=("$@")
CURRENT=$#
PREFIX=\${words[-1]}
_star
`,
      words,
    )
      .filter((name) => !name.startsWith(":") && name !== "script")
      .filter((name) => name.startsWith((words.at(-1) ?? "").replace(/^.*=/, "")));

/** What fish itself completes, without descriptions. */
const fish =
  (source: string): Complete =>
  (words) => {
    const line = words.join(" ");
    const found = runScript("fish", `${source}\ncomplete -C '${line}'\n`);
    return found
      .map((text) => (text.split("\t")[0] ?? "").replace(/^--[a-z-]+=/, "").replace(/\/$/, ""))
      .filter((name) => name !== "script");
  };

const SHELLS = { bash, zsh, fish };

describe.each(Object.keys(SHELLS) as (keyof typeof SHELLS)[])("star completion %s", (shell) => {
  let complete: Complete;
  beforeAll(async () => {
    const { out, code } = await star("completion", shell);
    expect(code).toBe(0);
    complete = SHELLS[shell](out);
  });

  const cases = [
    { words: ["star", "te"], expected: ["teach"] },
    { words: ["star", "data", "de"], expected: ["describe"] },
    { words: ["star", "data", "import", "--it"], expected: ["--item-col", "--items"] },
    { words: ["star", "data", "import", "--delimiter", ""], expected: ["tab"] },
    { words: ["star", "teach", "--samp"], expected: ["--samples", "--sample-users"] },
    { words: ["star", "teach", "--split", "t"], expected: ["test", "train"] },
    { words: ["star", "teach", "--split=v"], expected: ["validation"] },
    { words: ["star", "data", "describe", "--dataset", ""], expected: [...DATASET_NAMES] },
    { words: ["star", "completion", "z"], expected: ["zsh"] },
    { words: ["star", "trace", "run"], expected: ["runs.jsonl"] },
    { words: ["star", "verify", "o"], expected: ["out"] },
    { words: ["star", "export", "--in", "r"], expected: ["runs.jsonl"] },
    { words: ["star", "index", "--out", "o"], expected: ["out"] },
    { words: ["star", "teach", "--seed", "r"], expected: [] },
  ];

  it.skipIf(!isInstalled(shell)).each(cases)("completes $words", ({ words, expected }) => {
    expect(complete(words).toSorted()).toEqual(expected.toSorted());
  });
});
