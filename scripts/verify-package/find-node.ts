import { join } from "node:path";
import { createProject, install } from "./consumer.js";

/**
 * The program of a Node version.
 *
 * @param named - A version, such as `26.10.0`, which is installed from npm, or the path of a program.
 * @param folder - Where it is installed.
 */
export function findNode(named: string, folder: string): string {
  if (!/^\d+(\.\d+)*$/.test(named)) return named;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const project = join(folder, `node-${named}`);
  createProject(project);
  install(project, [`${name}@${named}`]);
  return join(project, "node_modules", name, "bin", platform === "win" ? "node.exe" : "node");
}
