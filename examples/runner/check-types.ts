import { dirname } from "node:path";
import ts from "typescript";

/** A type error. */
export interface TypeProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Type-checks one module, without the modules that it imports. */
export function checkTypes(file: string, config: string): TypeProblem[] {
  const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config));
  const program = ts.createProgram([file], options);
  const module = program.getSourceFile(file);
  return ts.getPreEmitDiagnostics(program, module).map(({ start = 0, messageText }) => ({
    line: (module?.getLineAndCharacterOfPosition(start).line ?? 0) + 1,
    message: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
}
