/**
 * Measures a trained student on test tasks, with intact tool answers and with parts of them removed or shuffled:
 * `npm run bench -- student FOLDER [--dataset NAME] [--data-dir DIR] [--tasks N] [--draws N] [--only]`. `--only` skips the
 * modified answers.
 */
import { parseArgs } from "node:util";
import { fitCollaborativeIndex } from "../src/collaborative/collaborative-index.js";
import { loadDataset } from "../src/data/load-dataset.js";
import { fitInteractions } from "../src/data/split-targets.js";
import { createTasks } from "../src/data/tasks.js";
import { METRICS } from "../src/evaluation/metrics.js";
import { createRandom, shuffle } from "../src/random.js";
import { compileDecoder, openDecoder } from "../src/student/decoding/decoder.js";
import type { AnswerLine } from "../src/student/language/read-answer-line.js";
import {
  createRolloutEnvironment,
  type RolloutEnvironment,
} from "../src/student/rollout/environment.js";
import { type Rollout, finalRanks } from "../src/student/rollout/rollout.js";
import { rollOut } from "../src/student/rollout/roll-out.js";
import { openStudent } from "../src/student/student.js";
import { createTools } from "../src/tools/create-tools.js";

const { positionals, values } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    dataset: { type: "string", default: "movielens-100k" },
    "data-dir": { type: "string" },
    tasks: { type: "string" },
    draws: { type: "string", default: "1" },
    only: { type: "boolean", default: false },
  },
});
const [directory = ""] = positionals;
const root = process.env["STAR_DATA_DIR"];
const folder = values["data-dir"] ?? (root === undefined ? undefined : `${root}/${values.dataset}`);
const dataset = await loadDataset({ name: values.dataset, directory: folder });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const { tasks } = createTasks(dataset, {
  split: "test",
  draws: Number(values.draws),
  ...(values.tasks !== undefined && { limit: Number(values.tasks) }),
});
const student = await openStudent(directory);
const programs = await compileDecoder(student, { rows: 96, capacity: student.decoder.capacity });
const decoder = await openDecoder(student, programs);
const environment = createRolloutEnvironment({ tools: createTools({ index, dataset }), dataset });

/** A change of the lines of a tool answer. */
type Ablation = (lines: readonly AnswerLine[]) => readonly AnswerLine[];

const random = createRandom("spoil");
const withoutKind =
  (kind: AnswerLine["kind"]): Ablation =>
  (lines) =>
    lines.filter((line) => line.kind !== kind);
/** Assigns the evidence of each candidate to another candidate. */
const shuffleEvidence: Ablation = (lines) => {
  const about = lines.filter((line) => line.about !== undefined && line.kinds !== undefined);
  const kinds = shuffle(
    about.map((line) => line.kinds),
    random,
  );
  const shuffled = new Map(about.map((line, index) => [line, kinds[index]]));
  return lines.map((line) => {
    const other = shuffled.get(line);
    return other === undefined ? line : { ...line, kinds: other };
  });
};

const ablated = (ablate: Ablation): RolloutEnvironment => ({
  ...environment,
  callTool: async (...request) => {
    const { text, lines } = await environment.callTool(...request);
    return { text, lines: ablate(lines) };
  },
});

const VARIANTS: readonly (readonly [string, RolloutEnvironment])[] = [
  ["intact", environment],
  ["evidence of other candidates", ablated(shuffleEvidence)],
  ["without evidence", ablated(withoutKind("evidence"))],
  ["without history", ablated(withoutKind("history"))],
  ["without neighbors", ablated(withoutKind("neighbor"))],
];

const share = (rollouts: readonly Rollout[], value: (rollout: Rollout) => number) =>
  ((100 * rollouts.reduce((sum, rollout) => sum + value(rollout), 0)) / rollouts.length).toFixed(1);

console.log(
  `${student.name}: ${tasks.length} test tasks of ${dataset.name}${dataset.synthetic ? " (synthetic)" : ""}`,
);
console.log(`${"tool answers".padEnd(36)}    HR  by scores  well formed  conversations/s`);
for (const [label, variant] of values.only ? VARIANTS.slice(0, 1) : VARIANTS) {
  const start = performance.now();
  const rollouts = await rollOut({
    model: student,
    decoder,
    environment: variant,
    tasks,
    temperature: 0,
    random: createRandom("student"),
    labels: "in order",
  });
  const seconds = (performance.now() - start) / 1000;
  const cells = [
    share(rollouts, (rollout) => METRICS.HR(finalRanks(rollout).generated)).padStart(5),
    share(rollouts, (rollout) => METRICS.HR(finalRanks(rollout).scored)).padStart(9),
    share(rollouts, ({ score }) => Number(score.format === 1)).padStart(11),
    (rollouts.length / seconds).toFixed(0).padStart(15),
  ];
  console.log(`${label.padEnd(36)} ${cells.join("  ")}`);
  if (variant === environment) describe(rollouts);
}

function describe(rollouts: readonly Rollout[]): void {
  const count = (keys: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts].toSorted(([, a], [, b]) => b - a);
  };
  const planOf = ({ positions }: Rollout) => {
    const names = positions.flatMap(({ isWritten, tokens: [word] }) =>
      isWritten && word !== undefined ? [word.name] : [],
    );
    const end = names.findIndex((name, index) => index > 0 && !student.vocabulary.terms.has(name));
    return names.slice(1, end).join("+");
  };
  const percent = (number: number, all: number) => `${((100 * number) / all).toFixed(1)}%`;
  for (const [plan, number] of count(rollouts.map(planOf)))
    console.log(`  plan ${percent(number, rollouts.length)} ${plan}`);
  const calls = rollouts.flatMap(({ calls: own }) => own);
  for (const [call, number] of count(calls))
    console.log(`  call ${(number / rollouts.length).toFixed(2)} per conversation: ${call}`);
  for (const [error, number] of count(rollouts.flatMap(({ score }) => [...score.errors])))
    console.log(`  error ${number} ${error}`);
}
