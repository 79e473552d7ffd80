import { listen, type RunningServer } from "../http/listen.js";
import { createEnvironmentApp } from "./environment-app.js";
import type { EnvironmentOptions } from "./options.js";

export interface EnvironmentServerOptions extends EnvironmentOptions {
  /** The address to bind. Default `127.0.0.1`; others need a token. */
  readonly host?: string | undefined;
  /** 0 takes any free port. Default 0. */
  readonly port?: number | undefined;
}

/**
 * Serves an environment over HTTP.
 *
 * @throws {StarError} As {@link createEnvironmentApp} and {@link listen} do.
 */
export async function createEnvironmentServer(
  options: EnvironmentServerOptions,
): Promise<RunningServer> {
  const { host, port, token } = options;
  const { app, close } = await createEnvironmentApp(options);
  const server = await listen({ app, host, port, token });
  return {
    ...server,
    async close() {
      await server.close();
      close();
    },
  };
}
