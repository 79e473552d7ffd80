import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertInstalled } from "../../src/cli/packages/assert-installed.js";
import { checkPackages } from "../../src/cli/packages/check-packages.js";
import { FEATURE_PACKAGES } from "../../src/cli/packages/features.js";
import { OPTIONAL_PACKAGES } from "../../src/cli/packages/optional-packages.js";
import { star } from "./support.js";

const manifest = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const own = manifest("package.json");
const names: readonly string[] = OPTIONAL_PACKAGES.map(({ name }) => name);

describe("star doctor", () => {
  it("knows every optional package of this one", () => {
    const { peerDependenciesMeta, optionalDependencies } = own;
    const optional = [...Object.keys(peerDependenciesMeta), ...Object.keys(optionalDependencies)];
    expect(names.toSorted()).toEqual(optional.toSorted());
  });

  it("knows every package that the sources load as optional", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" });
    const loaded = files
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...readFileSync(join("src", file), "utf8").matchAll(
          /importOptional\(\s*"([^"]+)"|^ +"?([\w@/-]+)"?: \(\) => import\("\2"\)/gm,
        ),
      ])
      .map(([, name, together]) => name ?? together);
    expect(loaded.length).toBeGreaterThan(10);
    expect([...new Set(loaded)].filter((name) => !names.includes(name ?? ""))).toEqual([]);
    expect(
      Object.values(FEATURE_PACKAGES)
        .flat()
        .filter((name) => !names.includes(name)),
    ).toEqual([]);
  });

  it("states the installed versions, and loads every package", async () => {
    const { code, out } = await star("doctor --json");
    const { version, node, needed, optional } = JSON.parse(out);
    expect(code).toBe(0);
    expect(version).toBe(own.version);
    expect(node).toEqual({ version: process.versions.node, needed: own.engines.node, isOk: true });
    const versionOf = (name: string) =>
      manifest(join("node_modules", name, "package.json")).version;
    expect(needed["@langchain/langgraph"]).toBe(versionOf("@langchain/langgraph"));
    for (const { name, version: found, problem } of optional)
      expect([name, found, problem]).toEqual([name, versionOf(name), null]);
  });

  it("prints a line per package, for people", async () => {
    const { out } = await star("doctor");
    expect(out).toMatch(/^hono +\d+\.\d+\.\d+ +to start servers/m);
    expect(out).not.toContain("npm install");
  });

  it("finds a package that is not there", async () => {
    expect(await checkPackages([{ name: "not-there", purpose: "test" }])).toEqual([
      { name: "not-there", purpose: "test", version: null, problem: null },
    ]);
  });
});

describe("assertInstalled", () => {
  const find = (name: string) => (name === "hono" ? "4.0.0" : undefined);
  it("names all missing packages at once, each of them once", () => {
    expect(() =>
      assertInstalled({ what: "star demo", features: ["training", "student", "server"], find }),
    ).toThrow(
      'star demo needs the packages "@jax-js/jax", "onnxruntime-node", "@hono/node-server", which are not installed. Install what is missing with: npm install @jax-js/jax onnxruntime-node @hono/node-server',
    );
  });

  it("names a single one", () => {
    expect(() => assertInstalled({ what: "star serve", features: ["metrics"], find })).toThrow(
      'star serve needs the package "prom-client", which is not installed.',
    );
    expect(() => assertInstalled({ what: "star serve", features: [], find })).not.toThrow();
  });
});

describe("star --version", () => {
  it("prints the version of the package", async () => {
    expect(await star("--version")).toMatchObject({ code: 0, out: own.version });
  });
});
