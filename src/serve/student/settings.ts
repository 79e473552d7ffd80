/** Settings of a chat request that a model can support, as clients spell them. */
export const SETTING_NAMES = [
  "temperature",
  "top_p",
  "seed",
  "max_tokens",
  "stop",
  "tool_choice",
] as const;
/** One of `temperature`, `top_p`, `seed`, `max_tokens`, `stop` and `tool_choice`. */
export type SettingName = (typeof SETTING_NAMES)[number];

/** Sampling settings of one request; undefined if the client did not set them. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly maxTokens?: number | undefined;
}
