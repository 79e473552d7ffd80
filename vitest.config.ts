import { defineConfig } from "vitest/config";

// Tests, examples and benchmarks import the package by its name and get its source: no build is needed first.
// "import" and "require" are added where a module is imported or required. Given here, "import" would hold for both.
const conditions = ["star-source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // Files share loaded modules: importing LangChain once a worker instead of once a file halves the time.
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    isolate: false,
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A browser beside other tests needs longer than the default second.
    expect: { poll: { timeout: 30_000 } },
  },
});
