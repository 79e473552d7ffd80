import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { exportTrajectories } from "../../../../src/distill/export/export-trajectories.js";
import { type Manifest, printManifest } from "../../../../src/distill/export/manifest.js";
import { RENDERED_FILES } from "../../../../src/distill/export/student/write-student-rows.js";
import type { StudentTemplateOptions } from "../../../../src/distill/export/student-templates.js";
import type { ExportSettings } from "../../../../src/distill/export/settings.js";
import { verifyExport } from "../../../../src/distill/export/verify/verify-export.js";
import { manySamples, SETTINGS } from "../support.js";

const check = "import sys, jinja2; sys.exit(sys.version_info < (3, 11))";
const hasJinja = spawnSync("python3", ["-c", check]).status === 0;

const TOOLS = `{%- if tools %}{{ tools | tojson }}{% endif %}`;
const CALLS = `{%- for call in m.tool_calls or [] %}<call>{{ call.function.name }} {{ call.function.arguments | tojson }}{% endfor %}`;
const template = (turn: string) => `${TOOLS}
{%- for m in messages %}<{{ m.role }}>${turn.replaceAll("CALLS", CALLS)}<end>{% endfor %}
{%- if add_generation_prompt %}<assistant>{% endif %}`;
const KEEPS = template("{{ m.content }}CALLS");
const LOSES_PLANS = template("{% if not m.tool_calls %}{{ m.content }}{% endif %}CALLS");

let folder: string;
let path: string;

/** Exports with a template, given as text. */
async function exportFor(text: string, options: Partial<StudentTemplateOptions> = {}) {
  const directory = await mkdtemp(join(folder, "export-"));
  const template = join(directory, "..", "own.jinja");
  await writeFile(template, text);
  const student = { template, ...options };
  const manifest = await exportTrajectories({ path, directory, student, settings: SETTINGS });
  const read = (name: string) => readFile(join(directory, name), "utf8");
  return { directory, manifest, read };
}

interface Row {
  readonly id: string;
  readonly segments: readonly { readonly label: boolean; readonly text: string }[];
}
const rowsOf = (text: string): Row[] =>
  text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-student-"));
  path = join(folder, "trajectories.jsonl");
  const lines = manySamples()
    .slice(0, 8)
    .map((trajectory) => `${JSON.stringify(trajectory)}\n`);
  await writeFile(path, lines.join(""));
});

describe.skipIf(!hasJinja)("an export for a student with another template (needs jinja2)", () => {
  it("contains the rows of linear text as the template renders them", async () => {
    const { manifest, read, directory } = await exportFor(KEEPS);
    const { examples, pairs } = manifest.counts;
    expect(manifest.student).toMatchObject({ template: "own.jinja", rejected: 0, problems: {} });
    expect(manifest.student?.rows).toBe(
      examples.train + examples.validation + pairs.train + pairs.validation,
    );
    const rows = rowsOf(await read(RENDERED_FILES.examples.train));
    expect(rows).toHaveLength(examples.train);
    const messages = rowsOf(await read("trl/train.jsonl"))[0] as unknown as {
      id: string;
      messages: { role: string; content: string; tool_calls?: { function: object }[] }[];
    };
    expect(rows[0]?.id).toBe(messages.id);
    const written = messages.messages.filter(({ role }) => role === "assistant");
    const trained = rows[0]?.segments.filter(({ label }) => label) ?? [];
    expect(trained).toHaveLength(written.length);
    for (const [index, { text }] of trained.entries()) {
      const { content, tool_calls: calls = [] } = written[index]!;
      expect(text.startsWith(content)).toBe(true);
      expect(text.includes("<call>")).toBe(calls.length > 0);
      expect(text.endsWith("<end>")).toBe(true);
    }
    expect(await read(RENDERED_FILES.template)).toBe(KEEPS);
    expect(await verifyExport({ directory })).toMatchObject({ ok: true, problems: [] });
  });

  it("is rendered again by star verify, which names a changed row, template or count", async () => {
    const { directory, manifest, read } = await exportFor(KEEPS);
    const file = RENDERED_FILES.examples.train;
    const write = async (name: string, text: string, change: (manifest: Manifest) => void) => {
      const changed = structuredClone(manifest);
      change(changed);
      const sha256 = createHash("sha256").update(text).digest("hex");
      const entry = { ...changed.files[name], bytes: Buffer.byteLength(text), sha256 };
      changed.files[name] = { rows: null, ...entry };
      await writeFile(join(directory, name), text);
      await writeFile(join(directory, "manifest.json"), printManifest(changed));
      return (await verifyExport({ directory })).problems;
    };
    const original = await read(file);
    const rows = original.split("\n");
    const altered = rows.with(1, rows[1]!.replace("Comedies", "Tragedies")).join("\n");
    expect(altered).not.toBe(original);
    expect(await write(file, altered, () => {})).toMatchObject([
      { file, row: 2, id: JSON.parse(rows[1]!).id, message: expect.stringContaining("Tragedies") },
    ]);
    expect(await write(file, rows.slice(1).join("\n"), () => {})).toMatchObject([{ file, row: 1 }]);
    const count = await write(file, original, ({ student }) => student!.rejected++);
    expect(count).toMatchObject([
      { file: "manifest.json", message: "the manifest states 1 for student.rejected, found 0" },
    ]);
    const template = await write(RENDERED_FILES.template, `${KEEPS}!`, () => {});
    expect(template[0]?.message).toContain("for student.sha256");
    await write(RENDERED_FILES.template, KEEPS, () => {});
    const without = await verifyExport({ directory, python: "/no/python" });
    expect(without).toMatchObject({ ok: true, skipped: [expect.stringContaining("student/")] });
  });

  it("has scripts that read these rows and stop for a model with another template", async () => {
    const { manifest, read } = await exportFor(KEEPS);
    const { sha256 } = manifest.student!;
    for (const script of ["trl/sft.py", "trl/dpo.py"]) {
      const text = await read(script);
      expect(text).toContain(`TEMPLATE_SHA256 = "${sha256}"`);
      expect(text).toContain("require_template(STUDENT, tokenizer)");
      expect(text).toContain('parent.parent / "student"');
    }
    expect(Object.keys(manifest.files)).not.toContain("trl/grpo.py");
    expect(manifest.settings.formats).toEqual(["linear", "trl", "openai", "verifiers"]);
  });

  it("finds a changed row", async () => {
    const { directory, read } = await exportFor(KEEPS);
    const file = join(directory, RENDERED_FILES.examples.train);
    await writeFile(file, (await read(RENDERED_FILES.examples.train)).replace("<end>", "<eNd>"));
    const { problems } = await verifyExport({ directory });
    expect(problems.map((problem) => problem.file)).toEqual([RENDERED_FILES.examples.train]);
  });

  it("fails where the template loses text, unless that is allowed", async () => {
    const loss = exportFor(LOSES_PLANS);
    await expect(loss).rejects.toMatchObject({ code: "TEMPLATE_LOSS" });
    await expect(loss).rejects.toThrow(
      /own\.jinja changes rows.* lost in \d+ \(text_lost; .*<plan>/,
    );
    const { manifest } = await exportFor(LOSES_PLANS, { allowLoss: true });
    expect(manifest.student?.problems.text_lost?.rows).toBe(manifest.student?.rows);
  });

  it("leaves out rows that the template rejects", async () => {
    const strict = `{% if tools %}{{ raise_exception("No tools.") }}{% endif %}${KEEPS}`;
    await expect(exportFor(strict)).rejects.toThrow("template_fails");
    const { manifest } = await exportFor(strict, { allowLoss: true });
    expect(manifest.student?.rejected).toBe(manifest.student?.rows);
    expect(Object.keys(manifest.files)).not.toContain(RENDERED_FILES.examples.train);
    expect(Object.keys(manifest.files)).not.toContain("trl/sft.py");
  });

  it("passes variables", async () => {
    const { read, manifest } = await exportFor(`{{ note }}${KEEPS}`, { variables: { note: "n" } });
    expect(rowsOf(await read(RENDERED_FILES.examples.train))[0]?.segments[0]?.text).toMatch(/^n\[/);
    expect(manifest.student?.variables).toEqual({ note: "n" });
  });

  it("says how to get a template that is not installed", async () => {
    const options = { path, directory: join(folder, "phi"), student: { template: "phi-4" } };
    await expect(exportTrajectories(options)).rejects.toMatchObject({
      code: "DEPENDENCY_MISSING",
      remedy: expect.stringContaining("microsoft/phi-4"),
    });
  });

  it("reports an invalid template", async () => {
    await expect(exportFor("{% if %}")).rejects.toThrow(
      /The template is invalid: TemplateSyntaxError/,
    );
  });
});

describe("an export for a student", () => {
  it("needs Python", async () => {
    await expect(exportFor(KEEPS, { python: "/no/such/python" })).rejects.toMatchObject({
      code: "DEPENDENCY_MISSING",
      remedy: expect.stringContaining("--python"),
    });
  });

  it("cannot be written in formats with the template of linear text", async () => {
    const settings: Partial<ExportSettings> = { formats: ["trl", "verl", "axolotl"] };
    const options = { path, directory: join(folder, "other"), student: { template: "qwen3.6" } };
    await expect(exportTrajectories({ ...options, settings })).rejects.toThrow(
      /formats axolotl, verl contain text/,
    );
  });
});
