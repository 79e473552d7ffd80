import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as recorder from "../src/entries/recorder.js";
import { openApp } from "./serve/student/support.js";
import { openEnvironment } from "./serve/support.js";
import { expectMention, modulesIn, read } from "./support/source-files.js";

/** Like `extension.test.ts`, for HTTP routes and trace sources. */
const servers = [
  { server: "student", paths: (await (await openApp()).ask("/openapi.json")).json.paths },
  {
    server: "environment",
    paths: (await (await openEnvironment()).ask("GET", "/openapi.json")).json.paths,
  },
];

describe("HTTP routes", () => {
  it.each(servers)("of the $server are mounted, documented and tested", ({ server, paths }) => {
    const operations = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
    const routes = modulesIn(`src/serve/${server}/routes`).flatMap((file) =>
      Array.from(read(file).matchAll(/^export function (\w+Route)\(/gm), ([, name]) => name!),
    );
    for (const route of routes)
      expectMention(`src/serve/${server}/${server}-app.ts`, `\n  ${route},`);
    expect(operations).toHaveLength(routes.length);
    const docs = server === "student" ? "docs/serving.md" : "docs/environment.md";
    const tests = modulesIn(`test/serve/${server}`).map(read).join("\n");
    for (const { method, path } of operations) {
      expectMention(docs, `\`${method} ${path}\``);
      expect.soft(tests.includes(path), `a test of ${path} in test/serve/${server}`).toBe(true);
    }
  });
});

describe("trace sources", () => {
  // trace-file.ts reads the files of several sources.
  const sources = readdirSync("src/trajectory/import").filter(
    (name) => name.endsWith(".ts") && name !== "trace-file.ts",
  );

  it.each(sources)("%s is exported, documented and tested", (file) => {
    const names = read(`src/trajectory/import/${file}`).matchAll(
      /^export (?:async )?function (\w+)/gm,
    );
    const [name] = Array.from(names, ([, found]) => found!);
    expect.soft(Object.keys(recorder), "src/entries/recorder.ts").toContain(name);
    expectMention("docs/exporting.md", `\`${name}(`);
    const test = `test/trajectory/import/${file.replace(".ts", ".test.ts")}`;
    // The scenarios that all sources share.
    expectMention(test, 'from "./scenarios.js"');
  });
});
