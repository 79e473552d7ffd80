import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { BASELINES } from "../src/baselines/registry.js";
import { fitCollaborativeIndex } from "../src/collaborative/collaborative-index.js";
import { createEvidence } from "../src/collaborative/evidence/evidence.js";
import { DATASET_NAMES } from "../src/data/load-dataset.js";
import { fitInteractions } from "../src/data/split-targets.js";
import { createSyntheticDataset } from "../src/data/synthetic.js";
import { createTasks, visible } from "../src/data/tasks.js";
import { ALL_FORMATS, FORMAT_NAMES, listTables } from "../src/distill/export/formats/index.js";
import { DEFAULT_AGENTS } from "../src/graphs/agents/default-agents.js";
import { toGraphInput } from "../src/graphs/graph-input.js";
import { ALL_FEATURES, liftFeature, strengthFeature } from "../src/student/language/features.js";
import { readAnswerLines } from "../src/student/language/read-answer.js";
import { readTask } from "../src/student/language/task-reader.js";
import { RL_METHODS } from "../src/student/run/options.js";
import { EVIDENCE_KINDS } from "../src/text/evidence-kinds.js";
import { DEFAULT_AGENT_NAMES, TOOL_NAMES } from "../src/text/names.js";
import { createTools, TOOL_MODULES } from "../src/tools/create-tools.js";
import { SCENARIOS } from "../src/types.js";
import {
  expectFile,
  expectMention,
  modulesIn,
  read,
  rowOf,
  valuesIn,
} from "./support/source-files.js";

/**
 * What the compiler cannot check about the kinds of extension in CONTRIBUTING.md: a file in a folder of extensions is
 * registered, and a registered name is documented and tested. A failure names the file to touch.
 */
const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6_000 });
const index = await fitCollaborativeIndex({
  sequences: fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
  options: { backend: "exact" },
});
const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
const [task] = tasks.map(visible);

describe("registries", () => {
  // A record over a union of names makes a forgotten entry a compile error; a Map or a list would not.
  it.each([
    ["src/graphs/agents/default-agents.ts", "DefaultAgentName"],
    ["src/models/offline/planner.ts", "DefaultAgentName"],
    ["src/models/offline/next-call.ts", "DefaultAgentName"],
    ["src/tools/create-tools.ts", "ToolName"],
    ["src/data/load-dataset.ts", "FileDatasetName"],
    ["src/data/scenarios.ts", "Scenario"],
    ["src/distill/export/formats/index.ts", "FormatName"],
    ["src/collaborative/evidence/history-signals.ts", "EvidenceKind"],
    ["src/models/offline/weigh-evidence.ts", "EvidenceKind"],
    ["src/baselines/registry.ts", "BaselineName"],
    ["src/student/run/rl-methods.ts", "RlMethod"],
  ])("%s has a record over every %s", (file, names) => {
    expectMention(file, `Record<${names}, `);
  });
});

describe("default agents", () => {
  it.each(DEFAULT_AGENT_NAMES)("%s is registered under its name and documented", (name) => {
    const agent = DEFAULT_AGENTS.find((one) => one.name === name);
    expect(agent?.prompt).toContain(`You are the ${name} agent`);
    const tools = agent?.tools.map((tool) => `\`${String(tool)}\``).join(", ");
    expect(rowOf("docs/teacher.md", name)).toContain(`| ${tools} |`);
  });

  /** Agents that the offline model's planner never asks, with the reason. */
  const NEVER_PLANNED: Readonly<Record<string, string>> = {};

  it.each(DEFAULT_AGENT_NAMES)("%s is in a plan of the offline model", (name) => {
    const plans = read("src/models/offline/planner.ts").match(/agents: \[.*\]/g) ?? [];
    expect(
      plans.some((plan) => plan.includes(`"${name}"`)),
      "src/models/offline/planner.ts has a plan with it, or NEVER_PLANNED the reason",
    ).toBe(!(name in NEVER_PLANNED));
  });
});

describe("tools", () => {
  const tools = createTools({ index, dataset });

  it("every module in src/tools is in TOOL_MODULES under its own name", async () => {
    const modules = await valuesIn("src/tools", (value) => "leakCalls" in value);
    expect(modules).toEqual(expect.arrayContaining([...TOOL_MODULES]));
    expect(modules).toHaveLength(TOOL_MODULES.length);
    expect(TOOL_MODULES.map(({ name }) => name)).toEqual(TOOL_NAMES);
    expect(tools.map(({ name }) => name)).toEqual(TOOL_NAMES);
  });

  it.each(TOOL_MODULES)("$name is documented, tested, and used by an agent", ({ name }) => {
    rowOf("docs/teacher.md", name);
    expectFile(`test/tools/${name.replaceAll("_", "-")}.test.ts`);
    expect.soft(DEFAULT_AGENTS.flatMap((agent) => agent.tools)).toContain(name);
    expectMention("src/models/offline/next-call.ts", `name: "${name}"`);
  });

  it.each(TOOL_MODULES)("$name has leak-check calls that the student can read", async (module) => {
    const calls = module.leakCalls(task!);
    expect(calls.length).toBeGreaterThan(0);
    const tool = tools.find(({ name }) => name === module.name);
    const answer = String(await tool?.invoke(calls[0]!, { context: { task } }));
    const lines = readAnswerLines(answer, readTask(toGraphInput(task!, dataset).opening));
    expect(lines.length, answer).toBeGreaterThan(0);
  });
});

describe("dataset loaders", () => {
  it.each(modulesIn("src/data"))("%s: a loader is registered and tested", (file) => {
    for (const [, loader] of read(file).matchAll(/^export (?:async )?function (load\w+)/gm)) {
      if (loader === "loadDataset") continue;
      const module = file.replace("src/data/", "./").replace(/ts$/, "js");
      expectMention("src/data/load-dataset.ts", `"${module}")).${loader}`);
      // A test there fails if a dataset of these loaders has no example.
      const isShared = file.startsWith("src/data/loaders/");
      expectFile(`test/data/${isShared ? "loaders" : basename(file, ".ts")}.test.ts`);
    }
  });

  it.each(DATASET_NAMES)("%s is documented", (name) => {
    rowOf("docs/data.md", name);
  });
});

describe("scenarios", () => {
  it.each(SCENARIOS)("%s is documented", (scenario) => {
    expectMention("docs/trajectory-format.md", `\`${scenario}\``);
    rowOf("docs/data.md", scenario);
  });

  it.each(SCENARIOS)("%s has a test", (scenario) => {
    expectMention("test/data/scenarios.test.ts", scenario);
  });
});

describe("export formats", () => {
  /** Formats without a trainer that could be run. */
  const NOT_RUN = ["linear", "axolotl"];
  /** Formats that the packages of other projects read. */
  const EXCHANGED = ["openai", "verifiers"];

  it("every format in src/distill/export/formats is registered under its own name", async () => {
    const formats = await valuesIn("src/distill/export/formats", (value) => "config" in value);
    expect(new Set(formats)).toEqual(new Set(ALL_FORMATS));
    expect(ALL_FORMATS.map(({ name }) => name)).toEqual(FORMAT_NAMES);
  });

  it.each(ALL_FORMATS)("$name is documented with its main file", (format) => {
    const [table] = listTables(format);
    expectMention("docs/exporting.md", `\`${table?.files.train}\``);
  });

  it.each(FORMAT_NAMES.filter((name) => !NOT_RUN.includes(name)))(
    "%s is verified with its trainer",
    (name) => {
      const file = EXCHANGED.includes(name) ? "exchange" : "run";
      expectMention(`training/verify/${file}.py`, `"${name}": "verify_`);
    },
  );
});

describe("kinds of evidence", () => {
  const evidence = createEvidence({ index, items: dataset.items });
  const withoutEase = createEvidence({ index: { ...index, ease: null }, items: dataset.items });
  const kindsIn = (source: typeof evidence) =>
    tasks.flatMap((one) =>
      one.candidates.map((item) => source.lines(visible(one), [item], "all")[0]!),
    );
  const lines = kindsIn(evidence);
  const linesWithoutEase = kindsIn(withoutEase);

  it.each(EVIDENCE_KINDS)("$id is documented", ({ id, label, focus, meaning }) => {
    expectMention("docs/teacher.md", `| \`${id}\` | ${label} | ${focus} | ${meaning} |`);
  });

  it.each(EVIDENCE_KINDS)(
    "$id has a signal, and names the part of the index it needs",
    ({ id }) => {
      const isRead = (line: (typeof lines)[number]) =>
        line.readings.some(({ kind }) => kind === id);
      expect(lines.some(isRead)).toBe(true);
      const stated = linesWithoutEase.some((line) => line.stated.includes(id));
      expect(linesWithoutEase.some(isRead)).toBe(stated);
    },
  );

  it.each(EVIDENCE_KINDS)("$id has features of the student", ({ id }) => {
    expect(ALL_FEATURES).toContain(strengthFeature(id));
    expect(ALL_FEATURES).toContain(liftFeature(id));
  });
});

describe("baselines", () => {
  // test/baselines/registry.test.ts compares them with the table in docs/evaluation.md.
  it("every baseline in src/baselines is registered under its own name", async () => {
    const found = await valuesIn("src/baselines", (value) => "isCeiling" in value);
    expect(new Set(found)).toEqual(new Set(BASELINES.values()));
    expect([...BASELINES.values()].map(({ name }) => name)).toEqual([...BASELINES.keys()]);
  });

  it.each([...BASELINES.values()].filter(({ needs }) => needs === "training"))(
    "$name has a test of its training",
    ({ name }) => expectFile(`test/baselines/${name}.test.ts`),
  );
});

describe("methods of reinforcement learning", () => {
  // test/student/objective/rl-methods.test.ts runs every method.
  it.each(RL_METHODS)("%s is documented", (name) => {
    expectMention("docs/student.md", `\`${name}\``);
  });
});
