import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const REQUIREMENTS = join(HERE, "requirements.txt");
const IS_WINDOWS = process.platform === "win32";

/** An installed Jupyter. */
export interface Jupyter {
  readonly program: string;
  /** Environment variables with which it finds the kernel, and keeps its files to itself. */
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Installs Jupyter and Deno into the user's cache, once per version of the requirements. Nothing outside that folder changes. The file
 * `complete` is written last; a folder without it is an interrupted installation and is replaced.
 */
export function installJupyter(): Jupyter {
  const folder = environmentFolder();
  const programs = join(folder, IS_WINDOWS ? "Scripts" : "bin");
  const marker = join(folder, "complete");
  if (!existsSync(marker)) {
    const python = findPython();
    console.error(`Installing Jupyter and Deno into ${folder} (about 400 MB, once) ...`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    execFileSync(python, ["-m", "venv", folder], { stdio: ["ignore", 2, 2] });
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    execFileSync(join(programs, "python"), [...pip, "--requirement", REQUIREMENTS], {
      stdio: ["ignore", 2, 2],
    });
    writeFileSync(marker, "");
  }
  return {
    program: join(programs, "jupyter"),
    variables: {
      ...process.env,
      PATH: `${programs}${delimiter}${process.env["PATH"] ?? ""}`,
      JUPYTER_PATH: resolve(HERE),
      JUPYTER_CONFIG_DIR: join(folder, "jupyter", "config"),
      JUPYTER_DATA_DIR: join(folder, "jupyter", "data"),
      JUPYTER_RUNTIME_DIR: join(folder, "jupyter", "runtime"),
      DENO_DIR: join(folder, "deno"),
    },
  };
}

function environmentFolder(): string {
  const own = process.env["STAR_CACHE_DIR"] ?? process.env["XDG_CACHE_HOME"];
  const pins = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  return join(own ?? join(homedir(), ".cache"), "langgraph-star", `jupyter-${pins.slice(0, 12)}`);
}

/** The command of Python 3.10 or later. */
function findPython(): string {
  const isNew = "import sys, venv; sys.exit(sys.version_info < (3, 10))";
  const names = ["python3", "python"];
  const found = names.find((name) => spawnSync(name, ["-c", isNew]).status === 0);
  if (found !== undefined) return found;
  throw new Error(
    `None of ${names.join(", ")} is Python 3.10 or later with the module venv. Install it (Debian and Ubuntu: python3-venv).`,
  );
}
