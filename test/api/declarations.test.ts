import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";
import { createApiProgram, ENTRY_FILES } from "./public-api.js";

interface PackageJson {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as PackageJson;
const optional = Object.keys(manifest.peerDependencies).filter(
  (name) => manifest.peerDependenciesMeta[name]?.optional === true,
);
const required = [
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.peerDependencies).filter((name) => !optional.includes(name)),
];

/** A project that has installed this package and what it requires, and nothing else. */
const project = mkdtempSync(join(tmpdir(), "star-types-"));
const installed = join(project, "node_modules", manifest.name);
installPackage();
const main = join(project, "main.ts");
writeFileSync(
  main,
  [...ENTRY_FILES.keys()]
    .map(
      (specifier, index) => `import * as entry${index} from "${specifier}";\nvoid entry${index};\n`,
    )
    .join(""),
);

function installPackage(): void {
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "package.json"), readFileSync("package.json"));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  for (const name of required) {
    const link = join(project, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve("node_modules", name), link);
  }
  emitDeclarations(join(installed, "dist"));
}

/** Writes what `npm run build` writes, without the JavaScript. */
function emitDeclarations(outDir: string): void {
  const emitOnlyDeclarations = true;
  createApiProgram().emit(
    undefined,
    (path, text) => {
      const target = join(outDir, relative("src", path));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    },
    undefined,
    emitOnlyDeclarations,
  );
}

/** The compiler options that `tsc --init` writes. */
function initialOptions(): ts.CompilerOptions {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "--init"], { cwd: project });
  const { config } = ts.readConfigFile(join(project, "tsconfig.json"), (path) =>
    ts.sys.readFile(path),
  );
  return ts.parseJsonConfigFileContent(config, ts.sys, project).options;
}

const strict: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  target: ts.ScriptTarget.ES2023,
  types: [],
};
const MODES: Readonly<Record<string, ts.CompilerOptions>> = {
  bundler: {
    ...strict,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  },
  nodenext: {
    ...strict,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  },
  "the defaults of tsc --init": initialOptions(),
};

describe("declarations", () => {
  afterAll(() => rmSync(project, { recursive: true }));

  it.each(Object.entries(MODES))(
    "are complete without optional packages under %s",
    (_, options) => {
      const program = ts.createProgram([main], { ...options, noEmit: true });
      const own = program
        .getSourceFiles()
        .filter(
          ({ fileName }) => fileName === main || fileName.includes(`/${manifest.name}/dist/`),
        );
      expect(own.length).toBeGreaterThan(100);
      const problems = own
        .flatMap((file) => [
          ...program.getSyntacticDiagnostics(file),
          ...program.getSemanticDiagnostics(file),
        ])
        .map(({ file, messageText }) => {
          const place = file?.fileName.split(`/${manifest.name}/`).at(-1);
          return `${place}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
        });
      expect(problems).toEqual([]);
    },
  );

  it("finds a declaration that needs an optional package", () => {
    expect(optional).toContain("hono");
    const leaking = join(project, "leaking.ts");
    writeFileSync(leaking, 'import type { Hono } from "hono";\nexport type App = Hono;\n');
    const program = ts.createProgram([leaking], { ...MODES["nodenext"], noEmit: true });
    const [problem] = program.getSemanticDiagnostics(program.getSourceFile(leaking));
    expect(problem?.messageText).toMatch(/^Cannot find module 'hono'/);
  });
});
