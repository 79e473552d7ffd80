import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sha256Of } from "../../src/checksum.js";
import { createRandom } from "../../src/random.js";
import { readCorpus } from "../../src/student/objective/corpus.js";
import { openStudent, saveStudentFolder } from "../../src/student/student.js";
import { createModel, createTaught } from "./support.js";

const CHECKED = ["vocabulary.json", "weights.safetensors", "word.onnx", "answer.onnx"];
const NEEDED = ["student.json", ...CHECKED];

let original: string;
let folder: string;
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), "star-student-"));
  const { trajectories } = await createTaught(8);
  const { vocabulary } = await readCorpus(trajectories, { keepRank: 20 });
  const documents = new Map([
    ["training.json", "{}\n"],
    ["README.md", "# tiny\n"],
  ]);
  await saveStudentFolder(original, {
    model: await createModel(vocabulary),
    name: "tiny",
    documents,
  });
}, 60_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-student-"));
  await cp(original, folder, { recursive: true });
  return () => rm(folder, { recursive: true });
});

const path = (name: string) => join(folder, name);

/** Expects `STUDENT_INVALID` with the path of a file. */
async function expectInvalid(name: string, problem = "") {
  const error = await openStudent(folder).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "STUDENT_INVALID" });
  expect(String(error)).toContain(path(name));
  expect(String(error)).toContain(problem);
}

/** Makes the folder one of an earlier version, without checksums. */
async function removeChecksums() {
  const {
    files: _,
    digest: __,
    ...config
  } = JSON.parse(await readFile(path("student.json"), "utf8"));
  await writeFile(path("student.json"), JSON.stringify({ ...config, schema: "star.student/1" }));
}

describe("a student's folder", () => {
  it("lists the SHA-256 of every file but the model card, and of itself", async () => {
    const config = JSON.parse(await readFile(path("student.json"), "utf8"));
    expect(Object.keys(config.files).toSorted()).toEqual([...CHECKED, "training.json"].toSorted());
    for (const [name, { bytes, sha256 }] of Object.entries<{ bytes: number; sha256: string }>(
      config.files,
    )) {
      const content = await readFile(path(name));
      expect([name, bytes, sha256]).toEqual([name, content.length, sha256Of(content)]);
    }
  });

  it.each(NEEDED)("is rejected with any flipped bit of %s", async (name) => {
    const content = await readFile(path(name));
    const random = createRandom(1, name);
    const first = [...Array(16).keys()]; // headers
    const others = Array.from({ length: 40 }, () => Math.floor(random() * content.length * 8));
    for (const bit of [...first, ...others, content.length * 8 - 1]) {
      const changed = Buffer.from(content);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(path(name), changed);
      await expectInvalid(name);
    }
  });

  it.each(NEEDED)(
    "is rejected with a %s that was cut, extended, emptied or removed",
    async (name) => {
      const content = await readFile(path(name));
      for (const length of [0, 1, content.length >> 1, content.length - 2]) {
        await truncate(path(name), length);
        await expectInvalid(name);
        await writeFile(path(name), content);
      }
      await writeFile(path(name), Buffer.concat([content, Buffer.from("{}")]));
      await expectInvalid(name);
      await rm(path(name));
      await expectInvalid(name, "cannot be read");
    },
  );

  it("is rejected with the file of another student", async () => {
    await writeFile(path("word.onnx"), await readFile(path("answer.onnx")));
    await expectInvalid("word.onnx", "expected");
    await removeChecksum("word.onnx");
    await expectInvalid("word.onnx", "has no checksum");
  });

  it("is rejected if it was trained before there was a kind of evidence", async () => {
    await removeChecksums();
    await expect(openStudent(folder)).resolves.toBeDefined();
    const vocabulary = JSON.parse(await readFile(path("vocabulary.json"), "utf8"));
    const read = vocabulary.read.filter((name: string) => !name.startsWith("titles_3:"));
    await writeFile(path("vocabulary.json"), JSON.stringify({ ...vocabulary, read }));
    await expectInvalid("vocabulary.json", "no tokens for the evidence titles_3:");
  });

  /** Removes one checksum, with a digest that fits. */
  async function removeChecksum(name: string) {
    const { digest: _, ...config } = JSON.parse(await readFile(path("student.json"), "utf8"));
    delete config.files[name];
    const digest = sha256Of(JSON.stringify(config));
    await writeFile(path("student.json"), JSON.stringify({ ...config, digest }));
  }

  it("opens without the files that only people read, and with an edited model card", async () => {
    await writeFile(path("README.md"), "# My student\n");
    expect((await openStudent(folder)).name).toBe("tiny");
    await writeFile(path("training.json"), "[]\n");
    await expectInvalid("training.json", "has another SHA-256");
    await rm(path("training.json"));
    await rm(path("README.md"));
    expect((await openStudent(folder)).name).toBe("tiny");
  });

  it("opens without checksums if an earlier version wrote it, and still names a file that is cut", async () => {
    await removeChecksums();
    expect((await openStudent(folder)).name).toBe("tiny");
    for (const name of CHECKED) {
      const content = await readFile(path(name));
      await truncate(path(name), content.length >> 1);
      await expectInvalid(name);
      await writeFile(path(name), content);
    }
  });
});
