import { z } from "zod";
import { StarError } from "../../../errors.js";
import type { HttpError } from "../../http/http-error.js";
import { createRoute, type Route } from "../../http/route.js";
import { parseQuery } from "../index/query.js";
import type { TraceList } from "../index/trace-list.js";
import type { TraceStore } from "../index/trace-store.js";
import { readRun, type StoredRun } from "../run-reader.js";
import type { RunView } from "../view/run-view.js";
import { toRunView } from "../view/to-run-view.js";

/** Most rows that are sent at once. */
const MAX_ROWS = 500;

/** A number without a sign, in a query. */
export const count = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);
const windowSchema = z.looseObject({ from: count.default(0), limit: count.default(100) });

/** Schema of the parameters that name a run. */
export const runSchema = z.looseObject({ id: z.string().optional(), position: count.optional() });
type RunName = z.infer<typeof runSchema>;

/** `GET runs`: a part of the runs that a query finds, with totals. */
export function listRunsRoute(store: TraceStore, prefix: string): Route {
  return createRoute({
    method: "get",
    path: `${prefix}/runs`,
    operationId: "listRuns",
    summary: "List the runs that a query finds.",
    input: windowSchema,
    output: z.custom<TraceList>(),
    handle: ({ from, limit, ...parameters }) =>
      store.list(parseQuery(textsOf(parameters)), { from, limit: Math.min(limit, MAX_ROWS) }),
  });
}

function textsOf(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(parameters).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return Object.fromEntries(texts);
}

/** `GET run`: one run, by its id or its position in the file. */
export function readRunRoute(store: TraceStore, prefix: string): Route {
  return createRoute({
    method: "get",
    path: `${prefix}/run`,
    operationId: "readRun",
    summary: "Read one run.",
    errors: ["TRACE_NOT_FOUND"],
    input: runSchema,
    output: z.custom<RunView>(),
    handle: (name) =>
      withRun(store, name, ({ trajectory, position, counterpart }) => ({
        ...toRunView(trajectory, position),
        counterpart,
      })),
  });
}

/** Reads the run that a request names. A missing or invalid run is an error for the client, who can do something about it. */
export async function withRun<Result extends object>(
  store: TraceStore,
  { id, position }: RunName,
  use: (run: StoredRun) => Result | HttpError | Promise<Result | HttpError>,
): Promise<Result | HttpError> {
  try {
    const run = await readRun(store, id ?? position ?? 0);
    return run === undefined ? notFound(id ?? String(position)) : await use(run);
  } catch (error) {
    if (!StarError.isInstance(error)) throw error;
    return { errorCode: "TRACE_NOT_FOUND", message: error.problem, remedy: error.remedy };
  }
}

function notFound(name: string): HttpError {
  return {
    errorCode: "TRACE_NOT_FOUND",
    message: `The file has no run ${JSON.stringify(name)}.`,
    remedy: "Go back to the list of runs.",
  };
}
