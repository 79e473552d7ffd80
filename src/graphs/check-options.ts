import { StarError } from "../errors.js";
import { TeacherState } from "./state.js";

/** Names that mean something else in the teacher's graph: its own nodes and the keys of its state. */
const RESERVED: ReadonlySet<string> = new Set([
  "planner",
  "reflector",
  "ranker",
  ...Object.keys(TeacherState.fields),
]);

/** @throws {StarError} `INVALID_ARGUMENT` when there is no name, or one cannot name a node of its own in the teacher. */
export function assertAgentNames(names: readonly string[]): void {
  const problem =
    (names.length === 0 ? "The teacher has no agents." : undefined) ??
    explain(
      names.find((name) => !/^[a-z]\w*$/i.test(name)),
      "is no word of letters, digits and _",
    ) ??
    explain(
      names.find((name) => RESERVED.has(name)),
      "is taken by the teacher itself",
    ) ??
    explain(
      names.find((name, place) => names.indexOf(name) !== place),
      "stands there twice",
    );
  if (problem === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: problem,
    remedy: "Give the teacher at least one agent, each with a snake_case name of its own.",
  });
}

function explain(name: string | undefined, problem: string): string | undefined {
  return name === undefined ? undefined : `The agent name "${name}" ${problem}.`;
}
