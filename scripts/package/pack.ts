import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A package as `npm pack` writes it, unpacked. */
export interface PackedPackage {
  readonly tarball: string;
  /** Size of the tarball in bytes. */
  readonly size: number;
  /** Folder with the unpacked files. */
  readonly root: string;
  /** Paths of all files from `root`. */
  readonly files: readonly string[];
}

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs the package of a folder, as it is built, and unpacks it. */
export function packPackage(source: string, target: string): PackedPackage {
  mkdirSync(target, { recursive: true });
  const flags = ["--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", target];
  const printed = execFileSync("npm", ["pack", ...flags], { cwd: source, encoding: "utf8" });
  const [report] = JSON.parse(printed) as [PackReport];
  const tarball = join(target, report.filename);
  execFileSync("tar", ["-xzf", tarball, "-C", target]);
  const files = report.files.map(({ path }) => path);
  return { tarball, size: report.size, root: join(target, "package"), files };
}
