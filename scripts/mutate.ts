// Mutation testing of the code where a wrong sign costs a user's result:
//   npm run mutate                          every area
//   npm run mutate -- evaluation reward     these areas
// Each area is mutated by StrykerJS and judged by its own tests. Exits with 1 where an area's score is below the minimum.
// docs/testing.md lists the mutants that survive, with reasons.
import { mkdirSync, writeFileSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";

/** Percent of an area's mutants that its tests must detect. */
const MINIMUM = 85;

interface Area {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** The tests of an area are only the fast ones that judge it. */
const AREAS: Readonly<Record<string, Area>> = {
  evaluation: {
    mutate: ["src/evaluation/metrics.ts", "src/evaluation/bootstrap.ts"],
    tests: ["test/evaluation/{metrics,bootstrap,statistics}.test.ts"],
  },
  escapes: { mutate: ["src/text/data-text.ts"], tests: ["test/text/data-text.test.ts"] },
  "outcome-filter": {
    mutate: ["src/trajectory/outcome-filter.ts"],
    tests: ["test/trajectory/outcome-filter.test.ts"],
  },
  difficulty: { mutate: ["src/distill/difficulty.ts"], tests: ["test/distill/difficulty.test.ts"] },
  "hyper-parameters": {
    mutate: ["src/distill/export/formats/hyper-parameters.ts"],
    tests: ["test/distill/export/formats/hyper-parameters.test.ts"],
  },
  records: {
    mutate: ["src/distill/export/to-records.ts"],
    tests: ["test/distill/export/to-records.test.ts"],
  },
  "tool-answers": {
    mutate: ["src/student/language/read-answer.ts"],
    tests: ["test/student/language/read-answer.test.ts"],
  },
  objective: {
    mutate: ["src/student/objective/{advantages,grpo-loss,token-weights}.ts"],
    tests: ["test/student/objective/{advantages,grpo-loss,token-weights}.test.ts"],
  },
  "best-weights": {
    mutate: ["src/student/run/best-tracker.ts"],
    tests: ["test/student/run/best-tracker.test.ts"],
  },
  reward: {
    mutate: ["src/distill/transcript/reward/*.ts"],
    tests: ["test/distill/transcript/reward/*.test.ts"],
  },
  transcript: {
    mutate: ["src/distill/transcript/*.ts"],
    tests: [
      "test/distill/transcript/{linear,render-linear,split-turns,system-prompt,to-conversation,to-linear-steps,trained-calls}.test.ts",
    ],
  },
  "recorded-runs": {
    mutate: ["src/trajectory/recorder/{call-ledger,messages,redact,run-row,tools}.ts"],
    tests: [
      "test/trajectory/recorder/{call-ledger,messages,redact,run-row,tool-definitions}.test.ts",
    ],
  },
  "recorded-calls": {
    mutate: [
      "src/trajectory/recorder/{classify,join-recordings,model-runs,pack-calls,to-trajectory}.ts",
    ],
    tests: [
      "test/trajectory/recorder/{classify,join-recordings,model-runs,pack-calls,threads,to-trajectory}.test.ts",
    ],
  },
  // Judged on real graphs, and so the slowest area.
  recorder: {
    mutate: ["src/trajectory/recorder/{linearize,recorder,recording,run-store,run-tree,scope}.ts"],
    tests: [
      "test/trajectory/recorder/**/*.test.ts",
      "test/trajectory/import/{langsmith-runs,state-history}.test.ts",
    ],
  },
  conversations: {
    mutate: ["src/distill/conversations/*.ts"],
    tests: ["test/distill/conversations/*.test.ts"],
  },
  provenance: {
    mutate: ["src/distill/export/verify/provenance/*.ts"],
    tests: ["test/distill/export/verify/provenance.test.ts"],
  },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(AREAS);
const unknown = names.filter((name) => !(name in AREAS));
if (unknown.length > 0) {
  console.error(`Unknown area ${unknown.join(", ")}. Areas: ${Object.keys(AREAS).join(", ")}.`);
  process.exit(2);
}

const rows: string[] = [];
let isLow = false;
mkdirSync("coverage", { recursive: true });
for (const name of names) {
  const area = AREAS[name];
  if (area === undefined) continue;
  const { detected, valid, survivors } = await mutate(area);
  const score = valid === 0 ? 100 : (100 * detected) / valid;
  isLow ||= score < MINIMUM;
  rows.push(`${name.padEnd(18)} ${detected}/${valid} ${score.toFixed(1)}%`);
  writeFileSync(`coverage/survivors-${name}.txt`, `${survivors.join("\n")}\n`);
  console.log(`${rows.at(-1)}\n${survivors.map((line) => `  survived ${line}`).join("\n")}`);
}
console.log(`\n${rows.join("\n")}`);
process.exit(isLow ? 1 : 0);

/** An enumeration of types only, which a string cannot be assigned to. */
type LogLevel = NonNullable<ConstructorParameters<typeof Stryker>[0]["logLevel"]>;

async function mutate({ mutate, tests }: Area) {
  process.env["STAR_MUTATION_TESTS"] = JSON.stringify(tests);
  const results = await new Stryker({
    mutate: [...mutate],
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "scripts/vitest.mutation.config.ts" },
    coverageAnalysis: "perTest",
    ignorePatterns: ["dist", "docs", "examples", "star-demo", "coverage"],
    reporters: process.stdout.isTTY ? ["progress"] : [],
    tempDirName: "coverage/stryker",
    concurrency: 2,
    timeoutMS: 20_000,
    allowEmpty: true,
    logLevel: "warn" as LogLevel,
  }).runMutationTest();
  const judged = results.filter(({ status }) =>
    ["Killed", "Timeout", "Survived", "NoCoverage"].includes(status),
  );
  const missed = judged.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  return {
    valid: judged.length,
    detected: judged.length - missed.length,
    survivors: missed.map(
      ({ fileName, location, mutatorName, replacement }) =>
        `${fileName}:${location.start.line + 1}:${location.start.column + 1} ${mutatorName} -> ${replacement?.replaceAll(/\s+/g, " ")}`,
    ),
  };
}
