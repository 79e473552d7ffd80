import { defineConfig } from "vitest/config";

// Tests, examples and benchmarks import the package by its name and get its source: no build is needed first.
const conditions = ["star-source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: { include: ["test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 60_000 },
});
