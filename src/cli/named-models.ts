import type { Command } from "commander";
import { StarError } from "../errors.js";
import { addRequestFlags, MODEL_GROUP, type ModelFlags, type RequestFlags } from "./model-flags.js";
import { collectNamed, type NamedValues } from "./parse.js";
import { modelNameIn } from "./policy-names.js";

/** Parsed flags that select the models of several policies. */
export interface NamedModelFlags extends RequestFlags {
  readonly model?: NamedValues;
  readonly baseUrl?: NamedValues;
}

const isSpec = (text: string) => text === "offline" || text.startsWith("openai:");
const isUrl = (text: string) => /^https?:\/\//i.test(text);

/** Adds `--model` and `--base-url`, each for all policies and for those that name a model, and the flags of requests. */
export function addNamedModelFlags(command: Command): Command {
  command
    .optionsGroup(MODEL_GROUP)
    .option(
      "--model <spec>",
      "offline (rules, no LLM) or openai:NAME, for POLICY@NAME as NAME=openai:MODEL; repeatable (default: offline)",
      collectNamed(isSpec, "Expected offline, openai:NAME or NAME=openai:MODEL."),
    )
    .option(
      "--base-url <url>",
      "base URL of the openai:NAME server (key: $OPENAI_API_KEY), for POLICY@NAME as NAME=URL (key: $OPENAI_API_KEY_NAME); repeatable",
      collectNamed(isUrl, "Expected http://... or NAME=http://..."),
    );
  return addRequestFlags(command);
}

/**
 * The model of a policy: that of its `@NAME`, else the one for all. A model with its own address also has its own key: the key
 * of one server is never sent to another.
 */
export function modelOfPolicy(policy: string, flags: NamedModelFlags): ModelFlags {
  const { model, baseUrl, ...requests } = flags;
  const name = modelNameIn(policy);
  if (name === undefined) {
    return { ...requests, model: model?.all ?? "offline", baseUrl: baseUrl?.all };
  }
  const spec = model?.named.get(name) ?? (name === "offline" ? name : `openai:${name}`);
  const own = baseUrl?.named.get(name);
  if (own === undefined) return { ...requests, model: spec, baseUrl: baseUrl?.all };
  return { ...requests, model: spec, baseUrl: own, keyVariable: keyVariableOf(name) };
}

/** The environment variable with the key of a named model: `OPENAI_API_KEY_QWEN3_8B` for `qwen3-8b`. */
function keyVariableOf(name: string): string {
  return `OPENAI_API_KEY_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}

/** @throws {StarError} `INVALID_ARGUMENT` naming the first named model that no policy uses: a misspelled name would go unnoticed. */
export function assertModelsUsed(policies: readonly string[], flags: NamedModelFlags): void {
  const used = new Set(policies.map(modelNameIn));
  const named = [flags.model, flags.baseUrl].flatMap((values) => [...(values?.named.keys() ?? [])]);
  const unused = named.find((name) => !used.has(name));
  if (unused === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `No policy uses the model "${unused}".`,
    remedy: `Add a policy such as student@${unused} to --policy, or remove the option.`,
  });
}
