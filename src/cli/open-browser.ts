import { spawn } from "node:child_process";
import { platform } from "node:os";

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a page in the user's browser. Where there is none, the printed address has to do. */
export function openBrowser(url: string): void {
  const [command, ...first] = OPENERS[platform()] ?? ["xdg-open"];
  const child = spawn(command, [...first, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
