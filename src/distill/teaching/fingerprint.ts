import { createHash } from "node:crypto";
import type { CollaborativeIndex } from "../../collaborative/collaborative-index.js";
import { DEFAULT_AGENTS } from "../../graphs/agents/default-agents.js";
import { PLANNER_PROMPT } from "../../graphs/agents/planner.js";
import { RANKER_PROMPT } from "../../graphs/agents/ranker.js";
import { REFLECTOR_PROMPT } from "../../graphs/agents/reflector.js";
import { SUMMARIZER_PROMPT } from "../../graphs/agents/summarizer.js";
import { createTools } from "../../tools/create-tools.js";
import { serverAddress } from "./server-address.js";
import type { ModelSettings, TeacherSettings, TeachingDataset } from "./settings.js";
import { toToolDefinition } from "../../graphs/tool-definition.js";

/** What determines the behavior of a teacher, besides its settings. */
export interface FingerprintedTeacher {
  readonly index: CollaborativeIndex;
  readonly dataset: TeachingDataset;
  readonly model: ModelSettings;
}

/**
 * Fingerprint of a teacher, which its trajectories carry: SHA-256 (hex) over prompts, agents, tools, settings, model, address of
 * its server, temperature, index and catalog. Seeds are not included, since trajectory ids contain them; nor are secrets in the
 * address.
 *
 * @throws {StarError} `INVALID_ARGUMENT` when the base URL of the model is not an address of HTTP.
 *
 * @example
 * ```ts
 * import { fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { fingerprintOfTeacher, TEACHER_DEFAULTS } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const host = { index, dataset, model: { spec: "offline", temperature: 0, seed: 1 } };
 * const full = fingerprintOfTeacher(host, TEACHER_DEFAULTS);
 * const single = fingerprintOfTeacher(host, { ...TEACHER_DEFAULTS, maxReflections: 0 });
 * console.log(full.length, full === single); // 64 false
 * ```
 */
export function fingerprintOfTeacher(
  { index, dataset, model }: FingerprintedTeacher,
  settings: TeacherSettings,
): string {
  const { neighbors, evidence } = settings;
  const tools = createTools({ index, dataset, neighbors, evidence });
  const parts = [
    [PLANNER_PROMPT, REFLECTOR_PROMPT, RANKER_PROMPT, SUMMARIZER_PROMPT],
    DEFAULT_AGENTS.map(({ name, description, prompt, tools: toolNames }) => [
      name,
      description,
      prompt,
      toolNames,
    ]),
    tools.map((tool) => toToolDefinition(tool)),
    [settings.maxReflections, neighbors, evidence],
    [model.spec, model.temperature, serverAddress(model)].filter((part) => part !== undefined),
    ...replySettings(model),
    index.fingerprint,
    [dataset.clock, [...dataset.items.values()]],
  ];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${JSON.stringify(part)}\n`);
  return hash.digest("hex");
}

/** Settings that change replies, if there are any: without them the fingerprint is as it was before they existed. */
function replySettings({ maxOutputTokens, modelOptions }: ModelSettings): object[] {
  const settings = { maxOutputTokens, modelOptions };
  return JSON.stringify(settings) === "{}" ? [] : [settings];
}
