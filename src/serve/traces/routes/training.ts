import { z } from "zod";
import { createRoute, type Route } from "../../http/route.js";
import type { TraceStore } from "../index/trace-store.js";
import type { MeterSource } from "../training/load-meter.js";
import { toTrainingView } from "../training/to-training-view.js";
import type { TrainingView } from "../training/training-view.js";
import { runSchema, withRun } from "./api.js";

interface TrainingRouteOptions {
  readonly store: TraceStore;
  readonly meter: MeterSource;
  readonly prefix: string;
}

/** `GET training`: one run as training data. The tokenizer is loaded by the first request. */
export function trainingRoute({ store, meter, prefix }: TrainingRouteOptions): Route {
  return createRoute({
    method: "get",
    path: `${prefix}/training`,
    operationId: "readTrainingData",
    summary: "Read one run as training data.",
    errors: ["TRACE_NOT_FOUND"],
    input: runSchema,
    output: z.custom<TrainingView>(),
    handle: (name) =>
      withRun(store, name, async ({ trajectory }) => toTrainingView(trajectory, await meter())),
  });
}
