import { fitCollaborativeIndex } from "../../src/collaborative/collaborative-index.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { fitInteractions, splitTargets } from "../../src/data/targets.js";
import { createTasks } from "../../src/data/tasks.js";
import { createEnvironmentApp } from "../../src/serve/environment/environment-app.js";
import type { EnvironmentOptions, ServedSplit } from "../../src/serve/environment/options.js";
import type { ScoreRollout } from "../../src/serve/environment/score.js";
import { createTools } from "../../src/tools/create-tools.js";
import type { Split } from "../../src/types.js";

export const dataset = createSyntheticDataset({ users: 24, items: 90, interactions: 500 });
const protocol = splitTargets(dataset);

/** Twelve tasks of a split with tools over an index fitted for it. */
export async function serveSplit(split: Split): Promise<ServedSplit> {
  const sequences = fitInteractions(dataset, split, protocol);
  const index = await fitCollaborativeIndex({
    sequences,
    items: dataset.items.keys(),
    options: { backend: "exact" },
  });
  const { tasks } = createTasks(dataset, { split, protocol, limit: 12 });
  return { split, tasks, tools: createTools({ index, dataset }) };
}

/** A stand-in for the reward: the place of the held-out item among the ids of the text, and no word about format. */
export const scoreByPlace: ScoreRollout = ({ task, text }) => {
  const written = task.candidates
    .filter((id) => text.includes(`"${id}"`))
    .sort((a, b) => text.indexOf(`"${a}"`) - text.indexOf(`"${b}"`));
  const place = written.indexOf(task.heldOut);
  const rank = place === -1 ? null : place + 1;
  const outcome = rank === 1 ? 1 : 0;
  return { reward: 1 + outcome, format: 1, outcome, rank, errors: [] };
};

/** An environment of one split, asked without a port. */
export async function openEnvironment(options: Partial<EnvironmentOptions> = {}) {
  const splits = options.splits ?? [await serveSplit("train")];
  const { app, close } = await createEnvironmentApp({
    splits,
    dataset,
    score: scoreByPlace,
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
