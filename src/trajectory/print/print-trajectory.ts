import type { Trajectory } from "../trajectory.js";
import { countRepairs } from "../repairs.js";
import { writeModelCalls, writeRepairs } from "./model-calls.js";
import { type Page, createPage } from "./page.js";
import { safeText } from "./safe-text.js";
import { writeSteps } from "./step-sections.js";
import { candidatesOf, nameItem, writeTask } from "./task-section.js";

/** Options of {@link renderTrajectory}. */
export interface RenderTrajectoryOptions {
  /** Adds ANSI colors for a terminal. Default false. */
  readonly color?: boolean;
  /** Characters per line, at least 20. Default 100. */
  readonly width?: number;
  /** Shows complete texts instead of the strongest evidence, and the beginnings of prompts and replies. Default false. */
  readonly full?: boolean;
}

/**
 * Renders a trajectory as readable text: the task, every step with its agent, the repairs of replies, the ranking, the outcome and the
 * cost; of an execution that did not complete also every model call. Control
 * characters in titles and model output are escaped, so that the text is safe to print on a terminal.
 *
 * @example
 * ```ts
 * import { renderTrajectory, type Trajectory } from "langgraph-star/recorder";
 *
 * const trajectory: Trajectory = {
 *   schema: "star.trajectory/1",
 *   id: "t1",
 *   task: null,
 *   sample: 0,
 *   source: { graph: "agent", fingerprint: "v1", models: ["my-model"], temperature: 0 },
 *   prompt: [{ role: "user", content: "2 + 2?" }],
 *   tools: [],
 *   steps: [{ kind: "analysis", agent: "", node: "answer", round: 1, content: "Four." }],
 *   usage: { modelCalls: 1, inputTokens: 5, outputTokens: 2 },
 *   outcome: null,
 *   status: "completed",
 *   error: null,
 * };
 * console.log(renderTrajectory(trajectory, { width: 80 }));
 * ```
 */
export function renderTrajectory(
  trajectory: Trajectory,
  { color = false, width = 100, full = false }: RenderTrajectoryOptions = {},
): string {
  const page = createPage({ color, width });
  writeTask(page, trajectory);
  writeSteps(page, trajectory, { full });
  writeModelCalls(page, trajectory, { full });
  writeRepairs(page, trajectory, { full });
  writeOutcome(page, trajectory);
  return page.toString();
}

/**
 * One line per trajectory: id, rank of the held-out item, number of steps, model calls, revisions and repairs, and the status.
 *
 * @example
 * ```ts
 * import { summarizeTrajectories, type Trajectory } from "langgraph-star/recorder";
 *
 * const trajectory: Trajectory = {
 *   schema: "star.trajectory/1",
 *   id: "t1",
 *   task: null,
 *   sample: 0,
 *   source: { graph: "agent", fingerprint: "v1", models: [], temperature: null },
 *   prompt: [],
 *   tools: [],
 *   steps: [],
 *   usage: { modelCalls: 2, inputTokens: 0, outputTokens: 0 },
 *   outcome: null,
 *   status: "failed",
 *   error: "Error: no model",
 * };
 * console.log(summarizeTrajectories([trajectory])); // t1  rank -     0 steps    2 model calls               failed
 * ```
 */
export function summarizeTrajectories(trajectories: Iterable<Trajectory>): string {
  return Array.from(trajectories, (trajectory) => `${onOneLine(summarize(trajectory))}\n`).join("");
}

function summarize({ id, outcome, steps, status, usage, calls = [] }: Trajectory): string {
  const rounds = Math.max(1, ...steps.map(({ round }) => round));
  const repairs = Object.values(countRepairs(calls)).reduce((sum, count) => sum + count, 0);
  const rank = outcome === null ? "-" : (outcome.rank ?? "none");
  const columns = [
    `rank ${rank}`.padEnd(9),
    `${steps.length} steps`.padEnd(9),
    `${usage.modelCalls} model calls`.padEnd(14),
    (rounds > 1 ? `revised ${rounds - 1}x` : "").padEnd(11),
    ...(repairs > 0 ? [`${repairs} repairs`] : []),
    status === "completed" ? "" : status,
  ];
  return `${id}  ${columns.join("  ")}`.trimEnd();
}

function onOneLine(text: string): string {
  return safeText(text.replaceAll("\n", " "));
}

/** Writes the ranking with the held-out item marked, the outcome and the cost. */
function writeOutcome(page: Page, trajectory: Trajectory): void {
  const { outcome } = trajectory;
  if (outcome !== null) {
    const items = candidatesOf(trajectory);
    for (const [index, id] of outcome.ranking.entries()) {
      const isHeldOut = id === outcome.heldOut;
      page.write(`${index + 1}. ${nameItem(id, items)}${isHeldOut ? "  <- held out" : ""}`, {
        indent: index < 9 ? 3 : 2,
        ...(isHeldOut ? { style: "green" } : {}),
      });
    }
    page.gap();
    page.write("Outcome", { style: "bold" });
    const reward = outcome.reward === null ? "" : ` Reward ${outcome.reward.toFixed(2)}.`;
    page.write(
      `The user chose ${nameItem(outcome.heldOut, items)} next: ${describeRank(outcome.rank)}.${reward}`,
      { indent: 2 },
    );
  }
  page.gap();
  page.write("Cost", { style: "bold" });
  page.write(describeCost(trajectory), { indent: 2 });
}

/** `rank 3, a hit within 3 and 5` */
function describeRank(rank: number | null): string {
  if (rank === null) return "not in the ranking";
  const within = [1, 3, 5].filter((cutoff) => rank <= cutoff);
  return within.length === 0 ? `rank ${rank}` : `rank ${rank}, a hit within ${within.join(", ")}`;
}

function describeCost({ usage, timing }: Trajectory): string {
  const { modelCalls, inputTokens, outputTokens } = usage;
  const time = timing === undefined ? "" : `, ${(timing.durationMs / 1000).toFixed(1)} s`;
  return `${modelCalls} model calls, ${inputTokens} tokens read, ${outputTokens} tokens written${time}`;
}
