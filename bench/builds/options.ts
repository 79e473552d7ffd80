import { parseArgs } from "node:util";
import { type Build, startBuild } from "./build.js";

/** Flags of a benchmark that compares this build with an older one. */
export interface ComparedBuilds {
  /** This build first, then the older one if it was named. */
  readonly builds: readonly Build[];
  readonly rounds: number;
  readonly title: string;
}

/** Starts the builds that the command line names: `STUDENT --before DIR --dataset NAME --tasks N --rounds N`. */
export async function startBuilds(defaults: {
  readonly tasks: number;
  readonly rounds: number;
}): Promise<ComparedBuilds> {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(3),
    allowPositionals: true,
    options: {
      before: { type: "string" },
      dataset: { type: "string", default: "synthetic" },
      tasks: { type: "string", default: String(defaults.tasks) },
      rounds: { type: "string", default: String(defaults.rounds) },
    },
  });
  const [student] = positionals;
  if (student === undefined) throw new Error("Pass the folder of a student.");
  const root = process.env["STAR_DATA_DIR"];
  const settings = {
    student: new URL(student, `file://${process.cwd()}/`).pathname,
    dataset: values.dataset,
    directory: values.dataset === "synthetic" ? undefined : `${root}/${values.dataset}`,
    tasks: Number(values.tasks),
  };
  const folders = [
    ["this build", "."],
    ...(values.before === undefined ? [] : [["before", values.before]]),
  ];
  const builds: Build[] = [];
  for (const [name = "", build = ""] of folders)
    builds.push(await startBuild(name, { ...settings, build }));
  const title = `${settings.tasks} test tasks of ${settings.dataset}, ${values.rounds} rounds`;
  return { builds, rounds: Number(values.rounds), title };
}
