import type { Trajectory } from "../trajectory.js";
import type { Page } from "./page.js";
import { candidatesOf, nameItem } from "./task-section.js";

/** Writes the ranking with the held-out item marked, the outcome and the cost. */
export function writeOutcome(page: Page, trajectory: Trajectory): void {
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
