import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { z } from "zod";
import type { Environment } from "./report-schema.js";

/** This machine, this Node and this package's version. */
export function describeEnvironment(): Environment {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpuModel: processors[0]?.model.trim() ?? "unknown",
    cpuCount: processors.length,
    packageVersion: packageVersion(),
  };
}

// The same two levels up from `src/evaluation` and from `dist/evaluation`.
function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
