import { createHash } from "node:crypto";
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { DEFAULT_AGENTS } from "../../graphs/agents/default-agents.js";
import { INSTRUCTIONS as PLANNER } from "../../graphs/agents/planner.js";
import { INSTRUCTIONS as RANKER } from "../../graphs/agents/ranker.js";
import { INSTRUCTIONS as REFLECTOR } from "../../graphs/agents/reflector.js";
import { INSTRUCTIONS as SUMMARIZER } from "../../graphs/agents/summarizer.js";
import type { ModelSettings, TeacherSettings, TeachingDataset } from "./settings.js";

export interface FingerprintInput {
  readonly settings: TeacherSettings;
  readonly model: ModelSettings;
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: TeachingDataset;
  readonly indexFingerprint: string;
}

/**
 * SHA-256 (hex) over what decides how a teacher behaves: prompts, agents, tools, settings, model, temperature, the index and
 * the catalogue. Seeds are left out: they stand in the ids.
 */
export function fingerprintTeacher(input: FingerprintInput): string {
  const { settings, model, tools, dataset, indexFingerprint } = input;
  const parts = [
    [PLANNER, REFLECTOR, RANKER, SUMMARIZER],
    DEFAULT_AGENTS.map(({ name, description, prompt, tools }) => [
      name,
      description,
      prompt,
      tools,
    ]),
    tools.map((tool) => convertToOpenAITool(tool)),
    [settings.maxReflections, settings.neighbors, settings.evidence],
    [model.spec, model.temperature],
    indexFingerprint,
    [dataset.clock, [...dataset.items.values()]],
  ];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
}
