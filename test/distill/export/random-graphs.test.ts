import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyExport } from "../../../src/distill/export/verify/verify-export.js";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import { randomInteger, createRandom } from "../../../src/random.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { runRandomGraph } from "../../support/random-graphs/random-graph.js";
import type { Heard } from "../../support/random-graphs/talkative-model.js";
import { createFolder, writeTrajectories } from "./support.js";

const RUNS = 2_000;

interface Row {
  readonly id: string;
  readonly trajectory: string;
  readonly text: string;
  readonly spans: readonly { start: number; end: number; trainable: boolean }[];
}

/** The row as the lines that a model would have noted, up to a position. */
function notesOf(text: string): string[] {
  return text
    .split("<|im_start|>")
    .slice(1)
    .flatMap((turn) => {
      const [role = "", ...lines] = turn.replace("<|im_end|>\n", "").split("\n");
      const content = lines.join("\n");
      if (role === "system") {
        const system = content.replace(/(^|\n\n)# Tools\n[\s\S]*/, "");
        return system === "" ? [] : [`system: ${system}`];
      }
      if (content.startsWith("<tool_response>")) {
        return content
          .split("</tool_response>")
          .slice(0, -1)
          .map((answer) => `tool: ${answer.replace(/^\n?<tool_response>\n/, "").slice(0, -1)}`);
      }
      const [said = "", ...calls] = content.split(/\n?<tool_call>\n/);
      const called = calls.map((call) => {
        const { name, arguments: args } = JSON.parse(call.replace("\n</tool_call>", ""));
        return `${name} ${JSON.stringify(args)}`;
      });
      return [[`${role}: ${said}`, ...called].join("\n")];
    });
}

/** Checks a row against the models' own notes, and removes those of the replies that it trains. @returns These replies. */
function checkRow({ text, spans }: Row, heard: Set<Heard>): Heard[] {
  return spans
    .filter(({ trainable }) => trainable)
    .map(({ end }) => {
      const notes = notesOf(text.slice(0, end));
      const [output, input] = [notes.at(-1), JSON.stringify(notes.slice(0, -1))];
      const found = [...heard].find(
        (one) => one.output === output && JSON.stringify(one.input) === input,
      );
      expect(found, `a model that was given ${input} and said ${output}`).toBeDefined();
      const offered = [...text.matchAll(/^\{"type": "function", "function": \{"name": "(\w+)"/gm)];
      expect(offered.map(([, name]) => name)).toEqual(found!.tools);
      heard.delete(found!);
      return found!;
    });
}

async function readRows(directory: string): Promise<Row[]> {
  const lines = (await readFile(join(directory, "linear.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line): Row => JSON.parse(line));
}

describe("the conversations of random graphs", async () => {
  const runs = await Promise.all(Array.from({ length: RUNS }, (_, seed) => runRandomGraph(seed)));
  const trajectories = runs.map(({ trajectory }) => trajectory);
  const path = await writeTrajectories(trajectories);
  const directory = await createFolder();
  const manifest = await exportTrajectories({
    path,
    directory,
    settings: { rows: "conversation" },
  });
  const rows = await readRows(directory);

  it("are what the models noted, and train every reply at most once", () => {
    const heardBy = new Map(runs.map(({ trajectory, heard }) => [trajectory.id, new Set(heard)]));
    const trained = rows.flatMap((row) => checkRow(row, heardBy.get(row.trajectory) ?? new Set()));
    expect(trained.filter(({ isSpoiled }) => isSpoiled)).toEqual([]);
    expect(trained.length).toBe(manifest.counts.calls.trained);
    // Most replies are whole and answered, and those are trained.
    expect(trained.length).toBeGreaterThan(RUNS);
  });

  it("are proven by star verify", async () => {
    const report = await verifyExport({ directory, trajectories: path });
    expect(report.problems).toEqual([]);
    expect(report.provenance).toEqual({
      rows: rows.length,
      replies: manifest.counts.calls.trained,
    });
  });

  it("are refused, and the message named, if one recorded message is altered", async () => {
    const random = createRandom("alter");
    const kept = trajectories
      .filter(({ id }) => rows.some((row) => row.trajectory === id))
      .slice(0, 60);
    for (const trajectory of kept) {
      const texts = rows.filter((row) => row.trajectory === trajectory.id).map(({ text }) => text);
      const isShown = (content: string) =>
        texts.some(
          (text) =>
            text.includes(`\n${content}<|im_end|>`) || text.includes(`\n${content}\n<tool_call>`),
        );
      // An edited call has the text of the original, which is in no row.
      const contents = (trajectory.messages ?? []).map(({ content }) => content);
      const isUnique = (content: string) => contents.filter((one) => one === content).length === 1;
      const shown = (trajectory.messages ?? []).flatMap(({ role, content }, index) =>
        role !== "tool" && typeof content === "string" && isUnique(content) && isShown(content)
          ? [index]
          : [],
      );
      const altered = alter(trajectory, shown[randomInteger(random, shown.length)] ?? 0);
      const own = await createFolder();
      await exportTrajectories({
        path: await writeTrajectories([trajectory]),
        directory: own,
        settings: { rows: "conversation" },
      });
      const report = await verifyExport({
        directory: own,
        trajectories: await writeTrajectories([altered]),
      });
      const problem = report.problems.find(({ file }) => file === "linear.jsonl");
      expect(problem?.message).toMatch(/^(message \d+ is|the trained message \d+, )/);
    }
  }, 60_000);
}, 180_000);

function alter(trajectory: Trajectory, position: number): Trajectory {
  const messages = (trajectory.messages ?? []).map((message, index) =>
    index === position ? { ...message, content: `${String(message.content)}!` } : message,
  );
  return { ...trajectory, messages };
}
