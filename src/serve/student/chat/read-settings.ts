import { SETTING_NAMES, type Sampling, type SettingName } from "../settings.js";
import { type ChatRequest, IGNORED } from "./request.js";

/** The settings of one request, divided by whether the model supports them. */
export interface RequestSettings {
  readonly sampling: Sampling;
  /** Stop sequences: generation ends before any of them. */
  readonly stop: string[] | undefined;
  /** Parameters without effect, as the client spelled them. */
  readonly ignored: readonly string[];
}

/** Reads the settings of a request that the model supports, and the names of the others. */
export function readSettings(
  request: ChatRequest,
  supported: readonly SettingName[],
): RequestSettings {
  const { temperature, top_p, seed, stop } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  const ifSupported = <Value>(name: SettingName, value: Value | null | undefined) =>
    supported.includes(name) ? (value ?? undefined) : undefined;
  const stops = typeof stop === "string" ? [stop] : stop;
  return {
    sampling: {
      temperature: ifSupported("temperature", temperature),
      topP: ifSupported("top_p", top_p),
      seed: ifSupported("seed", seed),
      maxTokens: ifSupported("max_tokens", maxTokens),
    },
    stop: ifSupported("stop", stops),
    ignored: Object.entries(request).flatMap(([name, value]) =>
      value !== null && value !== undefined && isIgnored(name, supported) ? [name] : [],
    ),
  };
}

/** An unsupported `tool_choice` is an error and never ignored. */
function isIgnored(name: string, supported: readonly SettingName[]): boolean {
  if (name in IGNORED) return true;
  const spelled = name === "max_completion_tokens" ? "max_tokens" : name;
  const setting = SETTING_NAMES.find((known) => known === spelled);
  return setting !== undefined && setting !== "tool_choice" && !supported.includes(setting);
}
