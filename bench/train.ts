/**
 * How fast a student trains: positions a second of a transformer of 0.65 million parameters, beside what plain matrix products
 * of the same shapes take, and beside PyTorch on the same model where a python with torch is found.
 */
import { loadavg } from "node:os";
import { DEFAULT_THREADS } from "../src/student/engine/compile.js";
import { createGradientProgram } from "../src/student/engine/gradients.js";
import { createOptimizer } from "../src/student/engine/optimizer.js";
import { createParameters } from "../src/student/engine/parameters.js";
import { BATCH_SPEC, createBatch, createLoss, createWeights, POSITIONS } from "./training/model.js";
import { operationsOf, productsOfStep, timeProduct } from "./training/products.js";
import { trainInPyTorch } from "./training/pytorch.js";

const STEPS = 20;
const WARM_UP = 3;
const threads = Number(process.argv[3] ?? DEFAULT_THREADS);
const loadBefore = loadavg()[0] ?? 0;

const parameters = await createParameters(createWeights());
const loss = await createLoss();
const program = await createGradientProgram({ loss, parameters, batch: BATCH_SPEC, threads });
const optimizer = await createOptimizer({ parameters, threads });
const products = await Promise.all(
  productsOfStep().map((product) => timeProduct(product, threads)),
);

// Taken in turns, so that what else the machine does slows both down.
const steps: number[] = [];
for (let step = 0; step < STEPS; step++) {
  const start = performance.now();
  const { gradients } = await program.run(parameters, await createBatch(step));
  await optimizer.apply(gradients, 1e-3);
  steps.push(performance.now() - start);
  for (const product of products) await product.run();
}
const torch = await trainInPyTorch({ steps: STEPS, threads });

/** The steps after the warm-up, fastest first. */
const settled = (milliseconds: readonly number[]) =>
  milliseconds.slice(WARM_UP).sort((a, b) => a - b);
const median = (milliseconds: readonly number[]) =>
  settled(milliseconds)[Math.floor((STEPS - WARM_UP) / 2)] ?? NaN;
const best = (milliseconds: readonly number[]) => settled(milliseconds)[0] ?? NaN;
const alone = (statistic: (milliseconds: readonly number[]) => number) =>
  products.reduce((sum, { milliseconds, times }) => sum + times * statistic(milliseconds), 0);

const rows: [string, number, number][] = [
  ["this engine", median(steps), best(steps)],
  ["its matrix products alone", alone(median), alone(best)],
];
if (torch !== undefined) {
  rows.push([`PyTorch ${torch.version}`, median(torch.milliseconds), best(torch.milliseconds)]);
}

const operations = products.reduce((sum, product) => sum + operationsOf(product), 0);
const cell = (value: number) => value.toFixed(0).padStart(14);
console.log(
  `${parameters.count} parameters, ${POSITIONS} positions a step, ${threads} threads, load before ${loadBefore.toFixed(1)}`,
);
console.log(`${" ".repeat(28)}   ms a step      best ms   positions/s   best GFLOP/s`);
for (const [name, middle, fastest] of rows) {
  const rate = (1000 * POSITIONS) / middle;
  const numbers = [middle, fastest, rate, operations / fastest / 1e6].map(cell);
  console.log(name.padEnd(26) + numbers.join(""));
}
console.log(
  `Of the products' ceiling the engine reaches ${percent(alone(median) / median(steps))} (fastest steps: ${percent(alone(best) / best(steps))}).`,
);
if (torch === undefined) {
  console.log("PyTorch was not found: name a python that has it in STAR_TORCH_PYTHON.");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}
