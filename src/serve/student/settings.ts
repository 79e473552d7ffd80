import { type ChatRequest, IGNORED } from "./chat/request.js";

/** Settings of a chat request that a model may take notice of, as clients spell them. */
export const SETTING_NAMES = [
  "temperature",
  "top_p",
  "seed",
  "max_tokens",
  "stop",
  "tool_choice",
] as const;
export type SettingName = (typeof SETTING_NAMES)[number];

/** How an answer is to be sampled. What is not asked for is undefined. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly maxTokens?: number | undefined;
}

export interface ReadSettings {
  readonly sampling: Sampling;
  /** The model is to end before it writes one of these. */
  readonly stop: string[] | undefined;
  /** What was asked for and has no effect, as the client spelled it. */
  readonly ignored: readonly string[];
}

/** The settings of a request that the model honors, and the names of those that it does not. */
export function readSettings(request: ChatRequest, honors: readonly SettingName[]): ReadSettings {
  const { temperature, top_p, seed, stop } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  const honored = <Value>(name: SettingName, value: Value | null | undefined) =>
    honors.includes(name) ? (value ?? undefined) : undefined;
  const stops = typeof stop === "string" ? [stop] : stop;
  return {
    sampling: {
      temperature: honored("temperature", temperature),
      topP: honored("top_p", top_p),
      seed: honored("seed", seed),
      maxTokens: honored("max_tokens", maxTokens),
    },
    stop: honored("stop", stops),
    ignored: Object.entries(request).flatMap(([name, value]) =>
      value !== null && value !== undefined && isIgnored(name, honors) ? [name] : [],
    ),
  };
}

/** A choice of tools is never ignored: it is obeyed or refused. */
function isIgnored(name: string, honors: readonly SettingName[]): boolean {
  if (name in IGNORED) return true;
  const spelled = name === "max_completion_tokens" ? "max_tokens" : name;
  const setting = SETTING_NAMES.find((known) => known === spelled);
  return setting !== undefined && setting !== "tool_choice" && !honors.includes(setting);
}
