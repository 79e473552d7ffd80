import { startBuildProcess } from "./build-process.js";
import type { BuildAnswers, BuildRequest, BuildSettings } from "./protocol.js";

/** A checkout of this package whose student runs in its own process. */
export interface Build {
  readonly name: string;
  ask<Request extends BuildRequest>(request: Request): Promise<BuildAnswers[Request["kind"]]>;
  stop(): void;
}

/** Starts a build and waits until its student is ready. */
export async function startBuild(name: string, settings: BuildSettings): Promise<Build> {
  const { build, ...measured } = settings;
  const args = [JSON.stringify(measured)];
  const { ask, stop } = await startBuildProcess({ build, worker: "builds/worker.ts", args });
  return { name, ask: async (request) => (await ask(request)) as never, stop };
}
