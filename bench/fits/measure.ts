/** One fit in a process of its own, which prints a line of JSON: `measure.ts PART FOLDER [BUILD]`. */
import { resolve } from "node:path";
import { readMatrixParts } from "./matrix-files.js";

/** What a measurement prints. */
export interface MeasuredFit {
  readonly seconds: number;
  /** Of all threads of the process, without reading the arrays. */
  readonly processorSeconds: number;
  /** Peak of the process above its memory before the fit. */
  readonly addedMegabytes: number;
  /** Number of stored pairs; for ALS the value of its objective. */
  readonly result: number;
}

/** Settings of ALS, equal in `peers.py`. */
const ALS = { factors: 64, regularization: 40, alpha: 10, iterations: 8 };
const SOON_AFTER_WINDOW = 5;

const [part, folder = "", build = "."] = process.argv.slice(2);
const collaborative = (name: string) => import(resolve(build, `src/collaborative/${name}.ts`));

const { assembleMatrix } = await collaborative("interaction-matrix");
const { fitCoOccurrence } = await collaborative("co-occurrence");
const { fitSoonAfter } = await collaborative("soon-after");
const { fitAls } = await collaborative("als");

const FITS: Readonly<Record<string, (matrix: unknown) => () => number>> = {
  "co-occurrence": (matrix) => {
    const { columns } = fitCoOccurrence(matrix);
    return () => columns.length;
  },
  "soon-after": (matrix) => {
    const { columns } = fitSoonAfter(matrix, { window: SOON_AFTER_WINDOW });
    return () => columns.length;
  },
  als: (matrix) => {
    const fitted = fitAls(matrix, ALS);
    return () => objectiveOf(fitted);
  },
};

const fit = FITS[part ?? ""];
if (fit === undefined) throw new Error(`Unknown fit "${part}".`);
const parts = readMatrixParts(folder);
const matrix = assembleMatrix(parts);
globalThis.gc?.();
const before = process.memoryUsage().rss;
const begun = process.cpuUsage();
const beginning = performance.now();
const resultOf = fit(matrix);
const seconds = (performance.now() - beginning) / 1000;
const { user, system } = process.cpuUsage(begun);
const measured: MeasuredFit = {
  seconds,
  processorSeconds: (user + system) / 1e6,
  addedMegabytes: process.resourceUsage().maxRSS / 1024 - before / 2 ** 20,
  result: resultOf(),
};
console.log(JSON.stringify(measured));

/** What ALS minimizes: squared errors, 1 + alpha times for an interaction, plus the penalty. */
function objectiveOf({
  userFactors,
  itemFactors,
}: {
  readonly userFactors: Float64Array;
  readonly itemFactors: Float64Array;
}): number {
  const { factors, alpha, regularization } = ALS;
  const products = [gramOf(userFactors), gramOf(itemFactors)] as const;
  let objective = 0;
  for (let index = 0; index < factors ** 2; index++) {
    objective += (products[0][index] as number) * (products[1][index] as number);
  }
  const { offsets, columns } = parts.rows;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let entry = offsets[row] as number; entry < (offsets[row + 1] as number); entry++) {
      let score = 0;
      for (let k = 0; k < factors; k++) {
        const item = (columns[entry] as number) * factors + k;
        score += (userFactors[row * factors + k] as number) * (itemFactors[item] as number);
      }
      objective += (1 + alpha) * (1 - score) ** 2 - score ** 2;
    }
  }
  const trace = (gram: Float64Array) =>
    gram.reduce((sum, x, at) => sum + (at % (factors + 1) === 0 ? x : 0), 0);
  return objective + regularization * (trace(products[0]) + trace(products[1]));
}

function gramOf(values: Float64Array): Float64Array {
  const { factors } = ALS;
  const gram = new Float64Array(factors ** 2);
  for (let start = 0; start < values.length; start += factors) {
    for (let row = 0; row < factors; row++) {
      for (let column = 0; column < factors; column++) {
        gram[row * factors + column] =
          (gram[row * factors + column] as number) +
          (values[start + row] as number) * (values[start + column] as number);
      }
    }
  }
  return gram;
}
