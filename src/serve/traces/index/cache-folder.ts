import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder for files that can be made again: `$STAR_CACHE_DIR`, else the one that the operating system has for them. */
export function cacheFolder(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { STAR_CACHE_DIR: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = environment;
  if (own) return own;
  const base = xdg || (platform === "win32" && local) || join(homedir(), ...FOLDERS(platform));
  return join(base, "langgraph-star");
}

const FOLDERS = (platform: NodeJS.Platform) =>
  platform === "darwin" ? ["Library", "Caches"] : [".cache"];
