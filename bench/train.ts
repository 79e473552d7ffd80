/**
 * Measures the training speed of a transformer of 0.66 million parameters in positions per second, compared with its matrix
 * products alone, and with PyTorch on the same model if a Python with torch is found: `npm run bench -- train [THREADS]`.
 */
import { loadavg } from "node:os";
import { DEFAULT_THREADS } from "../src/student/engine/compile.js";
import { createGradientProgram } from "../src/student/engine/gradients.js";
import { createOptimizer } from "../src/student/engine/optimizer.js";
import { createParameters } from "../src/student/engine/parameters.js";
import { BATCH_SPEC, createBatch, createLoss, createWeights, POSITIONS } from "./training/model.js";
import { operationsOf, productsOfStep, timeProduct } from "./training/products.js";
import { trainInPyTorch } from "./training/pytorch.js";
import { createTimes, minimum, mean, median, time, type Times } from "./training/stopwatch.js";

const ROUNDS = 5;
const STEPS = 8;
const threads = Number(process.argv[3] ?? DEFAULT_THREADS);
const load = loadavg()[0] ?? 0;

const parameters = await createParameters(createWeights());
const loss = await createLoss();
const program = await createGradientProgram({ loss, parameters, batch: BATCH_SPEC, threads });
const optimizer = await createOptimizer({ parameters, threads });
const products = await Promise.all(
  productsOfStep().map((product) => timeProduct(product, threads)),
);

// Both are measured in turn, so that other load affects both, and several times in a row, so that caches are warm.
const steps = createTimes();
for (let round = 0; round < ROUNDS; round++) {
  for (let step = 0; step < STEPS; step++) {
    await time(steps, async () => {
      const { gradients } = await program.run(parameters, await createBatch(round * STEPS + step));
      await optimizer.apply(gradients, 1e-3);
    });
  }
  for (const product of products) {
    for (let run = 0; run < STEPS; run++) await product.run();
  }
}
const torch = await trainInPyTorch({ steps: ROUNDS * STEPS, threads });

type Statistic = (values: readonly number[]) => number;
interface Row {
  readonly name: string;
  of(kind: keyof Times, statistic: Statistic): number;
}
const rowOf = (name: string, times: Times): Row => ({
  name,
  of: (kind, statistic) => statistic(times[kind]),
});
const engine = rowOf("this engine", steps);
const productsOnly: Row = {
  name: "its matrix products alone",
  of: (kind, statistic) =>
    products.reduce((sum, { times, count }) => sum + count * statistic(times[kind]), 0),
};
const rows = [engine, productsOnly];
if (torch !== undefined) rows.push(rowOf(`PyTorch ${torch.version}`, torch.times));

const operations = products.reduce((sum, product) => sum + operationsOf(product), 0);
const heads = ["ms/step", "positions/s", "min ms", "max GFLOP/s", "processor ms"];
console.log(
  `${parameters.count} parameters, ${POSITIONS} positions per step, ${threads} threads, load ${load.toFixed(1)}`,
);
console.log(["".padEnd(28), ...heads.map((head) => head.padStart(14))].join(""));
for (const { name, of } of rows) {
  const [wall, fastest] = [of("wall", median), of("wall", minimum)];
  const rates = [(1000 * POSITIONS) / wall, fastest, operations / fastest / 1e6];
  const values = [wall, ...rates, of("processor", mean)];
  console.log([name.padEnd(28), ...values.map((value) => value.toFixed(0).padStart(14))].join(""));
}
// The fastest runs are compared, since short programs wait for sleeping threads and operations inside a step do not.
const share = productsOnly.of("wall", minimum) / engine.of("wall", minimum);
console.log(
  `The products alone take ${(100 * share).toFixed(0)}% of a step (fastest runs of both).`,
);
if (torch === undefined) {
  console.log("PyTorch was not found. Set STAR_TORCH_PYTHON to a Python that has it.");
}
