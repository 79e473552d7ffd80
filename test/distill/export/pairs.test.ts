import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import { previewExport } from "../../../src/distill/export/preview-export.js";
import type { ExportOptions } from "../../../src/distill/export/export-options.js";
import { verifyExport } from "../../../src/distill/export/verify/verify-export.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { createFolder, sampleOf, type SampleOf, writeTrajectories } from "./support.js";

const teacherOf = (sample: SampleOf): Trajectory => ({
  ...sampleOf(sample),
  id: `teacher-${sample.user}-${sample.sample ?? 0}`,
});

const studentOf = (sample: SampleOf): Trajectory => {
  const base = sampleOf(sample);
  const id = `student-${sample.user}-${sample.sample ?? 0}`;
  return { ...base, id, source: { ...base.source, models: ["student"] } };
};

/** The teacher answers u1 and u3 rightly; its answer to u2 is wrong. */
const TEACHER = [
  teacherOf({ user: "u1", sample: 0, rank: 1 }),
  teacherOf({ user: "u1", sample: 1, rank: 3 }),
  teacherOf({ user: "u2", rank: 2 }),
  teacherOf({ user: "u3", rank: 1 }),
];

/** In another order than the teacher's. u9 is no task of the teacher; the last answer to u1 is equal to the first. */
const STUDENT = [
  studentOf({ user: "u9", rank: 4 }),
  studentOf({ user: "u2", sample: 0, rank: 1, isShort: true }),
  studentOf({ user: "u2", sample: 1, rank: 5 }),
  studentOf({ user: "u1", sample: 0, rank: 4, isShort: true }),
  studentOf({ user: "u1", sample: 1, rank: 1, isShort: true }),
  studentOf({ user: "u1", sample: 2, rank: 6 }),
  studentOf({ user: "u1", sample: 3, rank: 4, isShort: true }),
];

async function exportPairs(trajectories: readonly Trajectory[], options: Partial<ExportOptions>) {
  const path = await writeTrajectories(trajectories);
  const directory = join(await createFolder(), "export");
  const manifest = await exportTrajectories({ path, directory, ...options });
  const report = await verifyExport({ directory, trajectories: path });
  const text = await readFile(join(directory, "linear-pairs.jsonl"), "utf8").catch(() => "");
  const rows = text.split("\n").filter((line) => line !== "");
  const pairs = rows.map((line): { id: string; chosen: string; rejected: string } =>
    JSON.parse(line),
  );
  const { pairsFrom: preview } = await previewExport({ path, ...options });
  expect(preview).toEqual(manifest.pairsFrom);
  expect(report.problems).toEqual([]);
  return { manifest, pairs, ids: pairs.map(({ id }) => id) };
}

describe("preference pairs", () => {
  it("reject a student's wrong answers, each once, and use the right answers in turn", async () => {
    const pairsFrom = await writeTrajectories(STUDENT);
    const { manifest, ids, pairs } = await exportPairs(TEACHER, { pairsFrom });
    expect(ids).toEqual([
      "teacher-u1-0 > student-u1-0",
      "student-u1-1 > student-u1-2",
      "student-u2-0 > student-u2-1",
    ]);
    // Three wrong answers to u1 and one to u2.
    expect(manifest.pairsFrom).toMatchObject({ trajectories: 7, wrong: 4 });
    const first = ({ user, rank }: { user: string; rank: number }) =>
      sampleOf({ user, rank }).outcome!.ranking![0];
    expect(pairs[0]?.chosen).toContain(`["${first({ user: "u1", rank: 1 })}"`);
    expect(pairs[0]?.rejected).toContain(`["${first({ user: "u1", rank: 4 })}"`);
  });

  it("reject the answers for which a condition holds", async () => {
    const pairsFrom = await writeTrajectories(STUDENT);
    const low = await exportPairs(TEACHER, { pairsFrom, settings: { rejected: "rank > 4" } });
    expect(low.ids).toEqual(["teacher-u1-0 > student-u1-2", "student-u2-0 > student-u2-1"]);
    expect(low.manifest.pairsFrom?.wrong).toBe(2);
    // The names count the samples of the file: four of u1, of which one is right, and two of u2.
    const rejected = "samples = 4 and successes = 1 and sample < 2";
    const group = await exportPairs(TEACHER, { pairsFrom, settings: { rejected } });
    expect(group.ids).toEqual(["teacher-u1-0 > student-u1-0"]);
  });

  it("reject answers of the exported file that meet the condition", async () => {
    const file = [
      ...TEACHER.slice(0, 2),
      ...STUDENT.filter(({ task }) => task?.userId === "u1"),
      ...TEACHER.slice(2),
    ];
    const settings = { rejected: "model = 'student'", where: "model != 'student' and rank = 1" };
    const { ids, manifest } = await exportPairs(file, { settings });
    // Only the teacher's answer is selected, so it is chosen twice.
    expect(ids).toEqual(["teacher-u1-0 > student-u1-0", "teacher-u1-0 > student-u1-2"]);
    expect(manifest.pairsFrom).toBeUndefined();
    const without = await exportPairs(file, { settings: { where: settings.where } });
    expect(without.ids).toEqual(["teacher-u1-0 > teacher-u1-1"]);
  });

  it("have chosen answers among the selected ones only", async () => {
    const pairsFrom = await writeTrajectories(STUDENT.filter(({ outcome }) => outcome?.rank !== 1));
    const all = await exportPairs(TEACHER, { pairsFrom });
    expect(all.ids).toEqual(["teacher-u1-0 > student-u1-0", "teacher-u1-0 > student-u1-2"]);
    const none = await exportPairs(TEACHER, { pairsFrom, settings: { where: "user = 'u3'" } });
    expect(none.ids).toEqual([]);
  });

  it("need a valid file and a valid condition", async () => {
    const [one] = STUDENT;
    const duplicate = { pairsFrom: await writeTrajectories([one!, one!]) };
    await expect(exportPairs(TEACHER, duplicate)).rejects.toThrow(
      /Duplicate trajectory id "student-u9-0"/,
    );
    const invalid = { pairsFrom: await writeTrajectories([{ id: "x" } as Trajectory]) };
    await expect(exportPairs(TEACHER, invalid)).rejects.toThrow(/Line 1 of/);
    const settings = { rejected: "rank > 'a'" };
    await expect(exportPairs(TEACHER, { settings })).rejects.toThrow(/rank is a number/);
  });
});
