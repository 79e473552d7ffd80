import { dirname } from "node:path";
import ts from "typescript";

/** A type error. */
export interface TypeProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Type-checks one module, without the modules that it imports. */
export function checkTypes(file: string, config: string): readonly TypeProblem[] {
  return checkModules([file], config).get(file) ?? [];
}

/** Type-checks modules at once, which is faster than one after the other: the problems of each, by file. */
export function checkModules(
  files: readonly string[],
  config: string,
): Map<string, readonly TypeProblem[]> {
  const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config));
  const program = ts.createProgram(files, options);
  return new Map(
    files.map((file) => {
      const module = program.getSourceFile(file);
      const found = ts.getPreEmitDiagnostics(program, module);
      return [file, found.map((diagnostic) => toProblem(diagnostic, module))] as const;
    }),
  );
}

function toProblem(
  { start = 0, messageText }: ts.Diagnostic,
  module: ts.SourceFile | undefined,
): TypeProblem {
  return {
    line: (module?.getLineAndCharacterOfPosition(start).line ?? 0) + 1,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  };
}
