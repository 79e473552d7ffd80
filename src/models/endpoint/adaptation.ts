import type { Refusal } from "./faults.js";

/** The JSON body of a chat request. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** A changed request that the server may accept. */
export interface Proposal {
  readonly body: RequestBody;
  /** Makes the change for all later requests, too. Called when it helped. */
  accept(): void;
}

/** What was learned about the requests that a model accepts. */
export interface Adaptation {
  /** The body without the parameters that the model refuses. */
  apply(body: RequestBody): RequestBody;
  /** The changed request to send after a refusal; undefined if no change can help. */
  propose(refusal: Refusal, sent: RequestBody): Proposal | undefined;
}

interface AdaptationOptions {
  /** Parameters that the user set explicitly: they are never left out. */
  readonly keep: ReadonlySet<string>;
  readonly onNote: (note: string) => void;
  /** Receives the name of a parameter that is left out from now on. */
  readonly onLeftOut: (name: string) => void;
}

/** Parameters that a request can do without. */
const OPTIONAL = [
  "temperature",
  "seed",
  "tool_choice",
  "parallel_tool_calls",
  "max_tokens",
  "max_completion_tokens",
  "stream_options",
  "response_format",
];
/** Servers name the kind of a response format rather than the parameter. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["response_format", "response_format|json_schema|structured outputs?|grammar|guided_json"],
]);
const RENAMED: ReadonlyMap<string, string> = new Map([["max_tokens", "max_completion_tokens"]]);
/** Tokens that chat templates may add to the prompt that the server counted. */
const MARGIN = 16;
/** An output shorter than this is not worth a request. */
const MIN_OUTPUT = 128;

/** Creates the memory of one model. */
export function createAdaptation({ keep, onNote, onLeftOut }: AdaptationOptions): Adaptation {
  /** Refused parameters, and their other names if they have one. */
  const refused = new Map<string, string | undefined>();
  let longestOutput = Infinity;

  function apply(body: RequestBody): RequestBody {
    return limitOutput(rename(body, refused), longestOutput);
  }

  function proposeWithout(name: string, sent: RequestBody): Proposal {
    const other = RENAMED.get(name);
    return {
      body: rename(sent, new Map([...refused, [name, other]])),
      accept() {
        const change = other === undefined ? "left out" : `sent as "${other}"`;
        if (!refused.has(name)) onNote(`refuses "${name}", which is ${change} from now on`);
        if (other === undefined) onLeftOut(name);
        refused.set(name, other);
      },
    };
  }

  return {
    apply,
    propose(refusal, sent) {
      if (refusal.error.code === "MODEL_CONTEXT_EXCEEDED") return shorten(refusal, sent);
      if (refusal.error.code !== "MODEL_REQUEST_REFUSED") return undefined;
      const name = findRefused(refusal, sent, keep);
      if (name === undefined) return undefined;
      const most = Number(LONGEST.exec(refusal.words.text)?.[1] ?? Infinity);
      const shorter = limitOutput(sent, most);
      if (!name.startsWith("max_") || shorter === sent) return proposeWithout(name, sent);
      return {
        body: shorter,
        accept: () => {
          longestOutput = Math.min(longestOutput, most);
        },
      };
    },
  };
}

/** The body without refused parameters, or with their other names. */
function rename(body: RequestBody, refused: ReadonlyMap<string, string | undefined>): RequestBody {
  const entries = Object.entries(body).flatMap(([name, value]): [string, unknown][] => {
    if (!refused.has(name)) return [[name, value]];
    const other = refused.get(name);
    return other === undefined || refused.has(other) ? [] : [[other, value]];
  });
  return Object.fromEntries(entries);
}

const LONGEST = /(?:at most|less than or equal to|maximum (?:value )?(?:is|of)) (\d+)/i;

function findRefused(
  { words }: Refusal,
  sent: RequestBody,
  keep: ReadonlySet<string>,
): string | undefined {
  const candidates = OPTIONAL.filter((name) => sent[name] !== undefined && !keep.has(name));
  if (candidates.includes(words.parameter)) return words.parameter;
  if (words.parameter !== "" && sent[words.parameter] !== undefined) return undefined;
  return candidates.find((name) =>
    new RegExp(`(?<![a-z_])(?:${WORDS.get(name) ?? name})(?![a-z_])`, "i").test(words.text),
  );
}

/** If the prompt alone fits into the context, the output of this request is limited to the rest. */
function shorten({ context }: Refusal, sent: RequestBody): Proposal | undefined {
  const output = outputLimit(sent);
  if (context === undefined || output === undefined) return undefined;
  const { contextTokens, promptTokens } = context;
  if (contextTokens === undefined || promptTokens === undefined) return undefined;
  const rest = contextTokens - promptTokens - MARGIN;
  if (rest < MIN_OUTPUT || rest >= output) return undefined;
  return { body: limitOutput(sent, rest), accept: () => {} };
}

function outputLimit(body: RequestBody): number | undefined {
  const given = body["max_completion_tokens"] ?? body["max_tokens"];
  return typeof given === "number" ? given : undefined;
}

function limitOutput(body: RequestBody, most: number): RequestBody {
  const limit = outputLimit(body);
  if (limit === undefined || limit <= most) return body;
  const name = body["max_completion_tokens"] === undefined ? "max_tokens" : "max_completion_tokens";
  return { ...body, [name]: most };
}
