import type { Trajectory } from "../trajectory.js";
import { writeOutcome } from "./outcome-section.js";
import { createPage } from "./page.js";
import { safeText } from "./safe-text.js";
import { writeSteps } from "./step-sections.js";
import { writeTask } from "./task-section.js";

export interface RenderTrajectoryOptions {
  /** Paints for a terminal. Default false. */
  readonly color?: boolean;
  /** Characters a line, at least 20. Default 100. */
  readonly width?: number;
  /** Shows tool answers whole, not only what an argument can rest on. Default false. */
  readonly full?: boolean;
}

/**
 * A trajectory as an argument that a person can follow: the task, the plan, what every agent asked and read and reported, the
 * reflection, the ranking with its reasons, what came of it. Safe on a terminal, whatever titles and models wrote.
 */
export function renderTrajectory(
  trajectory: Trajectory,
  { color = false, width = 100, full = false }: RenderTrajectoryOptions = {},
): string {
  const page = createPage({ color, width });
  writeTask(page, trajectory);
  writeSteps(page, trajectory, { full });
  writeOutcome(page, trajectory);
  return page.toString();
}

/** One line a trajectory: its id, the held-out item's rank, the number of steps and rounds, the calls and the status. */
export function summarizeTrajectories(trajectories: Iterable<Trajectory>): string {
  return Array.from(trajectories, (trajectory) => `${onOneLine(summarize(trajectory))}\n`).join("");
}

function summarize({ id, outcome, steps, status, usage }: Trajectory): string {
  const rounds = Math.max(1, ...steps.map(({ round }) => round));
  const rank = outcome === null ? "-" : (outcome.rank ?? "none");
  const columns = [
    `rank ${rank}`.padEnd(9),
    `${steps.length} steps`.padEnd(9),
    `${usage.modelCalls} model calls`.padEnd(14),
    (rounds > 1 ? `revised ${rounds - 1}x` : "").padEnd(11),
    status === "completed" ? "" : status,
  ];
  return `${id}  ${columns.join("  ")}`.trimEnd();
}

function onOneLine(text: string): string {
  return safeText(text.replaceAll("\n", " "));
}
