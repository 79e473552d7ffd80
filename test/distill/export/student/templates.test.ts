import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STUDENT_TEMPLATE } from "../../../../src/distill/export/formats/hyper-parameters.js";
import {
  STUDENT_TEMPLATES,
  TEMPLATE_PROBLEMS,
} from "../../../../src/distill/export/student-templates.js";

const read = (path: string) => readFileSync(path, "utf8");

describe("student templates", () => {
  it.each(STUDENT_TEMPLATES)("%s is known to Python and documented", (name) => {
    expect(read("training/star_template.py")).toContain(`"${name}": `);
    expect(read("docs/students.md")).toContain(`| \`${name}\` |`);
  });

  it.each(STUDENT_TEMPLATES.filter((name) => name !== "phi-4"))(
    "%s is compared with transformers",
    (name) => expect(read("training/verify/verify_templates.py")).toContain(`"${name}": {`),
  );

  it.each(Object.entries(TEMPLATE_PROBLEMS))("%s is documented", (name, meaning) => {
    expect(read("docs/students.md")).toContain(`| \`${name}\` | ${meaning}`);
    const scripts = read("training/star_render.py") + read("training/star_template.py");
    expect(scripts).toContain(`"${name}"`);
  });

  it("have one hash of the default template, in Python and in scripts", () => {
    expect(read("training/star_template.py")).toContain(STUDENT_TEMPLATE.sha256);
  });
});
