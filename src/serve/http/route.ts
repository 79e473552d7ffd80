import { z } from "zod";
import type { Refusal, RefusalCode } from "./refusal.js";

/** The parts of a path that a request filled in, by name. */
export type PathParameters = Readonly<Record<string, string>>;

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
  /** Beyond those that any request may meet. */
  readonly refusals?: readonly RefusalCode[];
  answer(input: Input, parameters: PathParameters): Output | Refusal | Promise<Output | Refusal>;
}

/** A route of any input and output: one operation of a server, described and carried out from the same place. */
export interface Route extends Omit<RouteDefinition<never, object>, "answer" | "input"> {
  readonly input: z.ZodType;
  readonly refusals: readonly RefusalCode[];
  answer(input: unknown, parameters: PathParameters): Promise<object>;
}

/** Reads the input by its schema before it answers. */
export function createRoute<Input, Output extends object>(
  definition: RouteDefinition<Input, Output>,
): Route {
  const { input, refusals = [], ...rest } = definition;
  return {
    ...rest,
    input: input ?? z.unknown(),
    refusals: input === undefined ? refusals : [...refusals, "REQUEST_INVALID"],
    async answer(given, parameters) {
      const parsed = (input ?? z.custom<Input>()).safeParse(given);
      if (!parsed.success) return refuseInput(parsed.error);
      return definition.answer(parsed.data, parameters);
    },
  };
}

function refuseInput(error: z.ZodError): Refusal {
  return {
    refused: "REQUEST_INVALID",
    message: `The request does not fit: ${z.prettifyError(error)}`,
    remedy: "Correct it; GET /openapi.json describes what every route takes.",
  };
}
