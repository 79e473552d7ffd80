import { z } from "zod";
import { FORMAT_NAMES } from "../../../distill/export/formats/index.js";
import { createRoute, type Route } from "../../http/route.js";
import type { TraceStore } from "../index/trace-store.js";
import type { MeterSource } from "../training/load-meter.js";
import { SHOWN_RENDERINGS } from "../training/training-view.js";
import { toTrainerForm, type TrainerForm } from "../training/trainer-form.js";
import { count, runSchema, withRun } from "./api.js";

interface TrainerFormRouteOptions {
  readonly store: TraceStore;
  readonly meter: MeterSource;
  readonly prefix: string;
}

const inputSchema = runSchema.extend({
  rendering: z.enum(SHOWN_RENDERINGS),
  format: z.enum(FORMAT_NAMES),
  row: count,
});

/** `GET trainer-form`: one row of a run as one trainer's file has it. */
export function trainerFormRoute({ store, meter, prefix }: TrainerFormRouteOptions): Route {
  return createRoute({
    method: "get",
    path: `${prefix}/trainer-form`,
    operationId: "readTrainerForm",
    summary: "Read one row of a run as one trainer's file has it.",
    errors: ["TRACE_NOT_FOUND"],
    input: inputSchema,
    output: z.custom<TrainerForm>(),
    handle: ({ id, position, ...address }) =>
      withRun(
        store,
        { id, position },
        async ({ trajectory }) =>
          toTrainerForm(trajectory, address, await meter()) ?? {
            errorCode: "TRACE_NOT_FOUND",
            message: `The export writes no row ${address.row + 1} of this run.`,
            remedy: "Go back to the list of runs.",
          },
      ),
  });
}
