import { z } from "zod";
import type { Refusal, RefusalCode } from "./refusal.js";

/** The parts of a path that a request filled in, by name. */
export type PathParameters = Readonly<Record<string, string>>;

/** What a route may know of a request beside its input. */
export interface RequestContext {
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
}

type Answer<Output> = Output | Refusal | Response;

export interface RouteDefinition<Input, Output extends object> {
  readonly method: "get" | "post" | "delete";
  /** As OpenAPI writes it: `/episodes/{episodeId}`. */
  readonly path: string;
  /** Name of the operation, such as `startEpisode`. */
  readonly name: string;
  readonly summary: string;
  /** What is asked: the JSON body of a POST, the query of anything else. Default: nothing. */
  readonly input?: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** What `output` is written in. Default `application/json`; anything else is answered as a `Response`. */
  readonly mediaType?: string;
  /** One event of the stream that the route answers when it is asked for one. */
  readonly events?: z.ZodType;
  /** Beyond those that any request may meet. */
  readonly refusals?: readonly RefusalCode[];
  answer(
    input: Input,
    parameters: PathParameters,
    context: RequestContext,
  ): Answer<Output> | Promise<Answer<Output>>;
}

/** A route of any input and output: one operation of a server, described and carried out from the same place. */
export interface Route extends Omit<RouteDefinition<never, object>, "answer" | "input"> {
  readonly input: z.ZodType;
  readonly mediaType: string;
  readonly refusals: readonly RefusalCode[];
  answer(input: unknown, parameters: PathParameters, context: RequestContext): Promise<object>;
}

/** Reads the input by its schema before it answers. */
export function createRoute<Input, Output extends object>(
  definition: RouteDefinition<Input, Output>,
): Route {
  const { input, refusals = [], mediaType = "application/json", ...rest } = definition;
  return {
    ...rest,
    mediaType,
    input: input ?? z.unknown(),
    refusals: input === undefined ? refusals : [...refusals, "REQUEST_INVALID"],
    async answer(given, parameters, context) {
      const parsed = (input ?? z.custom<Input>()).safeParse(given);
      if (!parsed.success) return refuseInput(parsed.error);
      return definition.answer(parsed.data, parameters, context);
    },
  };
}

function refuseInput(error: z.ZodError): Refusal {
  const [issue] = error.issues;
  return {
    refused: "REQUEST_INVALID",
    ...(issue && { parameter: parameterOf(issue) }),
    message: `The request does not fit: ${z.prettifyError(error)}`,
    remedy: "Correct it; GET /openapi.json describes what every route takes.",
  };
}

/** Such as `messages[0].role`; for a field that should not be there its name. */
function parameterOf(issue: z.core.$ZodIssue): string {
  const surplus = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return z.core.toDotPath([...issue.path, ...surplus]);
}
