import { z } from "zod";
import type { HttpError } from "../../http/http-error.js";
import { createRoute, type Route } from "../../http/route.js";
import type { CellView } from "../evidence/cell-view.js";
import { recomputeCell } from "../evidence/recompute-cell.js";
import { createSplitReader, type TraceData } from "../evidence/split-data.js";
import type { TraceStore } from "../index/trace-store.js";
import { runSchema, withRun } from "./api.js";

const placeSchema = runSchema.extend({
  step: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  item: z.string(),
  kind: z.string(),
});

const WITHOUT_DATASET: HttpError = {
  errorCode: "TRACE_NOT_FOUND",
  message: "The interactions behind a number are in the dataset.",
  remedy: "Start the page with it: star trace FILE --open --dataset NAME --data-dir DIR",
};

/** Options of {@link cellRoute}. */
export interface CellRouteOptions {
  readonly store: TraceStore;
  /** Undefined: every number is answered with how to pass the dataset. */
  readonly data: TraceData | undefined;
  /** First part of the path. */
  readonly prefix: string;
}

/** `GET cell`: one number of an evidence table, recomputed, with the interactions behind it. Fits the index of a split on first use. */
export function cellRoute({ store, data, prefix }: CellRouteOptions): Route {
  const readSplit = data && createSplitReader(data);
  return createRoute({
    method: "get",
    path: `${prefix}/cell`,
    operationId: "readCell",
    summary: "Recompute one number of an evidence table.",
    errors: ["TRACE_NOT_FOUND"],
    input: placeSchema,
    output: z.custom<CellView>(),
    handle: ({ step, item, kind, ...name }) =>
      readSplit === undefined
        ? WITHOUT_DATASET
        : withRun(store, name, async ({ trajectory }) =>
            recomputeCell(
              trajectory,
              { step, itemId: item, kind },
              await readSplit(trajectory.task?.split),
            ),
          ),
  });
}
