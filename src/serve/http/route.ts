import { z } from "zod";
import { endSentence } from "../../errors.js";
import type { HttpError, HttpErrorCode } from "./http-error.js";

type PathParameters = Readonly<Record<string, string>>;

interface RequestContext {
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
}

type HandlerResult<Output> = Output | HttpError | Response;

interface RouteDefinition<Input, Output extends object> {
  readonly method: "get" | "post" | "delete";
  /** In OpenAPI notation: `/episodes/{episodeId}`. */
  readonly path: string;
  /** OpenAPI operation id, such as `startEpisode`. */
  readonly operationId: string;
  readonly summary: string;
  /** Schema of the JSON body of a POST, or of the query of any other method. Default: no input. */
  readonly input?: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
  /** Media type of `output`. Default `application/json`; for any other the handler returns a `Response`. */
  readonly mediaType?: string;
  /** Schema of one event, if the route can return an event stream. */
  readonly events?: z.ZodType;
  /** Error codes of this route, in addition to those of every route. */
  readonly errors?: readonly HttpErrorCode[];
  handle(
    input: Input,
    parameters: PathParameters,
    context: RequestContext,
  ): HandlerResult<Output> | Promise<HandlerResult<Output>>;
}

/** One operation of a server: its OpenAPI description and its handler, with input and output types erased. */
export interface Route extends Omit<RouteDefinition<never, object>, "handle" | "input"> {
  readonly input: z.ZodType;
  readonly mediaType: string;
  readonly errors: readonly HttpErrorCode[];
  handle(input: unknown, parameters: PathParameters, context: RequestContext): Promise<object>;
}

/** Creates a route whose input is validated before the handler runs. */
export function createRoute<Input, Output extends object>(
  definition: RouteDefinition<Input, Output>,
): Route {
  const { input, errors = [], mediaType = "application/json", ...rest } = definition;
  return {
    ...rest,
    mediaType,
    input: input ?? z.unknown(),
    errors: input === undefined ? errors : [...errors, "REQUEST_INVALID"],
    async handle(given, parameters, context) {
      const parsed = (input ?? z.custom<Input>()).safeParse(given);
      if (!parsed.success) return invalidRequest(parsed.error);
      return definition.handle(parsed.data, parameters, context);
    },
  };
}

function invalidRequest(error: z.ZodError): HttpError {
  const [issue] = error.issues;
  return {
    errorCode: "REQUEST_INVALID",
    ...(issue && { parameter: parameterOf(issue) }),
    message: endSentence(`The request is invalid: ${z.prettifyError(error)}`),
    remedy: "Correct it; GET /openapi.json describes the input of every route.",
  };
}

/** The path of an issue, such as `messages[0].role`; for an unknown field the path of that field. */
function parameterOf(issue: z.core.$ZodIssue): string {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return z.core.toDotPath([...issue.path, ...unknown]);
}
