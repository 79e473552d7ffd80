// Compiles kernels/als.ts to src/collaborative/als-kernels-binary.ts: npm run kernels
import { writeFile } from "node:fs/promises";
import { compileKernels } from "./compile-kernels.js";

const TARGET = "src/collaborative/als-kernels-binary.ts";

const lines = (await compileKernels()).match(/.{1,100}/g) ?? [];
await writeFile(
  TARGET,
  `/** \`kernels/als.ts\` as WebAssembly, base64: the output of \`npm run kernels\`. */
export const ALS_KERNELS =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`,
);
