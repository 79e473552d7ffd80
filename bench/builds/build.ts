import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildAnswers, BuildRequest, BuildSettings } from "./protocol.js";

/** A checkout of this package that runs in its own process, with its own dependencies. */
export interface Build {
  readonly name: string;
  ask<Request extends BuildRequest>(request: Request): Promise<BuildAnswers[Request["kind"]]>;
  stop(): void;
}

/** Starts a build and waits until its student is ready. */
export async function startBuild(name: string, settings: BuildSettings): Promise<Build> {
  const worker = fileURLToPath(new URL("worker.ts", import.meta.url));
  const build = resolve(settings.build);
  const child = fork(worker, [JSON.stringify({ ...settings, build })], {
    cwd: build,
    execArgv: ["--import", "tsx", "--conditions=star-source"],
  });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`The build in ${build} ended with code ${String(code)}.`);
  });
  failed.catch(() => {});
  const next = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, "message"), failed])) as [unknown];
    return message;
  };
  await next();
  return {
    name,
    async ask(request) {
      const answer = next();
      child.send(request);
      return (await answer) as never;
    },
    stop: () => child.kill(),
  };
}
