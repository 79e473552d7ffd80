import { fork } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";

/** A process that runs a checkout of this package with its own dependencies, and answers requests. */
export interface BuildProcess {
  /** Sends a request and waits for its answer. One request at a time. */
  ask(request: object): Promise<unknown>;
  stop(): void;
}

/** Options of {@link startBuildProcess}. */
interface BuildProcessOptions {
  /** Folder of the checkout. */
  readonly build: string;
  /** Worker that calls `answerRequests`, in the folder `bench`. */
  readonly worker: string;
  /** Arguments of the worker, after the folder of the checkout. */
  readonly args: readonly string[];
  /** Further flags of Node.js. Default: none. */
  readonly flags?: readonly string[];
}

/** Starts a worker in a checkout and waits until it is ready. */
export async function startBuildProcess(options: BuildProcessOptions): Promise<BuildProcess> {
  const { worker, args, flags = [] } = options;
  const build = resolve(options.build);
  const child = fork(join(import.meta.dirname, "..", worker), [build, ...args], {
    cwd: build,
    execArgv: [...flags, "--import", "tsx", "--conditions=star-source"],
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
    async ask(request) {
      const answer = next();
      child.send(request);
      return answer;
    },
    stop: () => child.kill(),
  };
}

/** Called by a worker when it is ready: answers the requests of {@link BuildProcess.ask}. An error ends the process. */
export function answerRequests<Request>(respond: (request: Request) => Promise<unknown>): void {
  process.on("message", (request: Request) => {
    respond(request).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.("ready");
}
