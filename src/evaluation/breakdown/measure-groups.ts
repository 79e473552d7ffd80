import type { RecommendationTask } from "../../types.js";
import { averageByUser, bootstrapMeans, type BootstrapOptions, mean } from "../bootstrap.js";
import type { CatalogOptions } from "../catalog/measure-catalog.js";
import { METRICS } from "../metrics.js";
import type { ReportEntry } from "../policy-means.js";
import type { GroupReport } from "../report-schema.js";

/** Groups per breakdown, if the values are different enough. */
const GROUPS = 4;

/**
 * HR of every policy in groups of tasks of about equal number: by the length of the history, and by the interactions of the held-out item
 * that models may be fitted on.
 */
export function measureGroups(
  entries: readonly ReportEntry[],
  { tasks, interactions }: CatalogOptions,
  options: BootstrapOptions,
): GroupReport[] {
  const breakdowns = [
    { by: "history", valueOf: ({ history }: RecommendationTask) => history.length },
    {
      by: "popularity",
      valueOf: ({ heldOut }: RecommendationTask) => interactions.get(heldOut) ?? 0,
    },
  ] as const;
  return breakdowns.map(({ by, valueOf }) => {
    const values = new Map(tasks.map((task) => [task.id, valueOf(task)]));
    const groups = splitEvenly([...values.values()], GROUPS).map(([from, to]) => {
      const isWithin = ({ taskId }: { readonly taskId: string }) => {
        const value = values.get(taskId);
        return value !== undefined && value >= from && value <= to;
      };
      const within = tasks.filter(({ id }) => isWithin({ taskId: id }));
      return {
        from,
        to,
        tasks: within.length,
        users: new Set(within.map(({ userId }) => userId)).size,
        rows: entries.map(({ name, members }) => {
          const own = averageByUser(members.flat().filter(isWithin), ({ rank }) =>
            METRICS.HR(rank),
          );
          const [ci95 = [0, 0]] = bootstrapMeans([own], options);
          return { policy: name, HR: mean(own), ci95 };
        }),
      };
    });
    return { by, groups };
  });
}

/**
 * Splits numbers into ranges with about equally many of them. Equal numbers are in one range, so that there may be fewer ranges.
 *
 * @returns Inclusive ranges that begin and end with a number of the list, from low to high.
 */
export function splitEvenly(
  values: readonly number[],
  count: number,
): [from: number, to: number][] {
  const sorted = [...values].sort((one, other) => one - other);
  const ranges: [number, number][] = [];
  let start = 0;
  for (let part = 1; part <= count && start < sorted.length; part++) {
    const last = Math.max(start, Math.ceil((sorted.length * part) / count) - 1);
    const to = sorted[last] as number;
    ranges.push([sorted[start] as number, to]);
    start = sorted.lastIndexOf(to) + 1;
  }
  return ranges;
}
