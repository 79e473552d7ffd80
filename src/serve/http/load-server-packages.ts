import { importOptionals } from "../../optional.js";

const SERVER = {
  hono: () => import("hono"),
  "@hono/node-server": () => import("@hono/node-server"),
};

/**
 * Loads what every server needs, before anything is prepared.
 *
 * @param others - What this server needs besides.
 * @throws {StarError} `DEPENDENCY_MISSING` with all that is missing.
 */
export async function loadServerPackages(
  others: Readonly<Record<string, () => Promise<unknown>>> = {},
): Promise<void> {
  await importOptionals("A server", { ...SERVER, ...others });
}
