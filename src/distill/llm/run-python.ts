import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { messageOf, StarError } from "../../errors.js";
import { parseJson } from "../../json.js";
import { terminalLine } from "../../text/terminal-text.js";
import { type TrainerEvent, trainerEventSchema } from "./events.js";

/** Characters of Python's error output that an error contains. */
const SHOWN_ERROR = 2_000;

const scriptPath = (name: string) =>
  fileURLToPath(new URL(`../../../training/${name}`, import.meta.url));

interface PythonRun {
  readonly python: string;
  /** Name of a script in `training/`. */
  readonly script: string;
  readonly options: readonly string[];
  /** Called with each line of the error output. */
  readonly onNote?: ((line: string) => void) | undefined;
  /** Interrupts the script, which may still write its results. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a script and yields the lines of its output. */
async function* runScript(run: PythonRun): AsyncGenerator<string> {
  const { python, script, options, onNote, signal } = run;
  const child = spawn(python, ["-B", scriptPath(script), ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches this process only, which passes it on once.
    detached: true,
    env: { ...process.env, ...ENVIRONMENT },
  });
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt, { once: true });
  const kill = () => child.kill();
  process.once("exit", kill);
  const closed = once(child, "close");
  closed.catch(() => undefined); // a program that cannot be started is reported below
  let said = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    said = `${said}\n${line}`.slice(-SHOWN_ERROR);
    onNote?.(terminalLine(line));
  });
  try {
    yield* createInterface({ input: child.stdout });
    const [code] = await closed;
    // An interrupt ends Python at once until its training has begun.
    if (code !== 0) signal?.throwIfAborted();
    if (code !== 0) throw failed(run, said);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw withoutPython(python, error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    process.off("exit", kill);
    kill();
  }
}

/** No downloads, and no returning of memory after each operation, which takes most of the time on a processor. */
const ENVIRONMENT = {
  HF_HUB_OFFLINE: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  TOKENIZERS_PARALLELISM: "false",
  TQDM_DISABLE: "1",
  MALLOC_MMAP_MAX_: "0",
  MALLOC_TRIM_THRESHOLD_: String(2 ** 34),
  MALLOC_ARENA_MAX: "2",
};

/**
 * Creates or reuses the Python environment of a trainer with pinned versions, in `$STAR_CACHE_DIR`.
 *
 * @returns The path of its Python.
 * @throws {StarError} `DEPENDENCY_MISSING` without Python, or if a package cannot be installed.
 */
export async function prepareEnvironment({
  trainer,
  python = "python3",
  onNote,
}: {
  readonly trainer: string;
  readonly python?: string | undefined;
  readonly onNote?: (line: string) => void;
}): Promise<string> {
  let path = "";
  const run = { python, script: "star_python.py", options: [trainer], onNote };
  for await (const line of runScript(run)) path = line.trim();
  return path;
}

/**
 * Trains with `training/star_sft.py`.
 *
 * @param settings - What the script is given.
 * @param run - Python of the trainer's environment, and how to stop.
 * @throws {StarError} `TRAINING_FAILED` with what Python printed.
 */
export async function* runTrainer(
  settings: object,
  run: Pick<PythonRun, "python" | "signal">,
): AsyncGenerator<TrainerEvent> {
  const options = [JSON.stringify(settings)];
  for await (const line of runScript({ ...run, script: "star_sft.py", options })) {
    const event = trainerEventSchema.safeParse(parseJson(line));
    if (!event.success) throw failed({ ...run, script: "star_sft.py" }, line.slice(0, SHOWN_ERROR));
    if (event.data.event === "error") {
      const { problem: message, remedy } = event.data;
      throw new StarError("TRAINING_FAILED", { message, remedy });
    }
    yield event.data;
  }
}

function failed({ python, script }: Pick<PythonRun, "python" | "script">, said: string): StarError {
  const isEnvironment = script === "star_python.py";
  return new StarError(isEnvironment ? "DEPENDENCY_MISSING" : "TRAINING_FAILED", {
    message: `${python} ${script} failed: ${said.trim() || "it printed nothing"}.`,
    remedy: isEnvironment
      ? "Use Python 3.11 with venv and a network, and pass its path with --python."
      : "Correct what it names. The same command resumes from the last checkpoint.",
  });
}

function withoutPython(python: string, cause: unknown): StarError {
  return new StarError("DEPENDENCY_MISSING", {
    message: `TRL needs Python, and "${python}" cannot be run: ${messageOf(cause)}.`,
    remedy: "Install Python 3.11 with venv, or pass its path with --python.",
    cause,
  });
}
