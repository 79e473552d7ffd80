import { assertIntegers, LONGEST_TIMEOUT_MS } from "../../assert.js";
import { listen, type RunningServer } from "../http/listen.js";
import type { StudentOptions } from "./options.js";
import { createStudentApp } from "./student-app.js";

export interface StudentServerOptions extends StudentOptions {
  /** The address to bind. Default `127.0.0.1`; others need a token. */
  readonly host?: string | undefined;
  /** 0 takes any free port. Default 0. */
  readonly port?: number | undefined;
  /** How long answers may still take once the server closes, in milliseconds. Default 10 seconds. */
  readonly graceMs?: number | undefined;
}

/** After the grace answers are stopped; this long they have to say so, in milliseconds. */
const FAREWELL_MS = 1000;

/**
 * Serves a student over HTTP. When it closes it takes no new requests and finishes those it has; what is not done after the
 * grace is stopped.
 *
 * @throws {StarError} As {@link createStudentApp} and {@link listen} do.
 */
export async function startStudentServer(options: StudentServerOptions): Promise<RunningServer> {
  const { host, port, token, graceMs = 10_000 } = options;
  assertIntegers({ graceMs }, { least: 0, most: LONGEST_TIMEOUT_MS });
  const student = await createStudentApp(options);
  const server = await listen({ app: student.app, host, port, token });
  const close = async () => {
    student.close();
    const stop = setTimeout(student.stopAll, graceMs);
    await server.close({ graceMs: graceMs + FAREWELL_MS });
    clearTimeout(stop);
    student.stopAll();
  };
  return { ...server, close };
}
