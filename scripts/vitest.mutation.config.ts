import { defineConfig } from "vitest/config";
import base from "../vitest.config.js";

const tests: string[] = JSON.parse(process.env["STAR_MUTATION_TESTS"] ?? "[]");

// The tests of one area of `npm run mutate`. Not `mergeConfig`: it would add to the included files.
export default defineConfig({ ...base, test: { ...base.test, include: tests } });
