import { z } from "zod";
import { createRoute, type Route } from "../../http/route.js";
import type { TraceStore } from "../index/trace-store.js";
import { loadMeter } from "../training/load-meter.js";
import { toTrainingView } from "../training/to-training-view.js";
import type { TrainingView } from "../training/training-view.js";
import { runSchema, withRun } from "./api.js";

/** `GET training`: one run as training data. The tokenizer is loaded by the first request. */
export function trainingRoute(store: TraceStore, prefix: string): Route {
  let meter: ReturnType<typeof loadMeter> | undefined;
  return createRoute({
    method: "get",
    path: `${prefix}/training`,
    operationId: "readTrainingData",
    summary: "Read one run as training data.",
    errors: ["TRACE_NOT_FOUND"],
    input: runSchema,
    output: z.custom<TrainingView>(),
    handle: (name) =>
      withRun(store, name, async ({ trajectory }) =>
        toTrainingView(trajectory, await (meter ??= loadMeter())),
      ),
  });
}
