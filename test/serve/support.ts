import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { fitInteractions, splitTargets } from "../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { createTasks } from "../../src/data/tasks.js";
import { createEnvironmentApp } from "../../src/serve/environment/environment-app.js";
import type { EnvironmentOptions, ServedSplit } from "../../src/serve/environment/options.js";
import { createTools } from "../../src/tools/create-tools.js";
import type { RecommendationTask, Split } from "../../src/types.js";

export const dataset = createSyntheticDataset({ users: 24, items: 90, interactions: 500 });
const protocol = splitTargets(dataset);

/** Tasks of a split with tools over an index fitted for that split. */
export async function serveSplit(split: Split, limit = 12): Promise<ServedSplit> {
  const sequences = fitInteractions(dataset, split, protocol);
  const index = await fitCollaborativeIndex({
    sequences,
    items: dataset.items.keys(),
    options: { backend: "exact" },
  });
  const { tasks } = createTasks(dataset, { split, protocol, limit });
  return { split, tasks, tools: createTools({ index, dataset }) };
}

/** A well-formed rollout that ranks the given item first. */
export function perfectRollout({ candidates, userId }: RecommendationTask, best: string) {
  const ranking = [best, ...candidates.filter((id) => id !== best).slice(0, 4)];
  const given = { user_id: userId, window: "recent", limit: 5 };
  const call = { type: "function", function: { name: "lookup_user_history", arguments: given } };
  return [
    { role: "assistant", content: "<plan>\nLook back.\n</plan>", tool_calls: [call] },
    { role: "tool", name: "lookup_user_history", content: "Nothing new." },
    {
      role: "assistant",
      content: `<reflection>\nClear.\n</reflection>\n<recommend>\n${JSON.stringify(ranking)}\n</recommend>`,
    },
  ];
}

/** Opens an environment app without a port; by default with one split. */
export async function openEnvironment(options: Partial<EnvironmentOptions> = {}) {
  const splits = options.splits ?? [await serveSplit("train")];
  const { app, close } = await createEnvironmentApp({
    splits,
    dataset,
    ...options,
  });
  const ask = async (method: string, path: string, body?: unknown, headers = {}) => {
    const response = await app.request(path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = JSON.parse(await response.text());
    return { status: response.status, headers: response.headers, json };
  };
  return { app, close, ask, splits };
}
