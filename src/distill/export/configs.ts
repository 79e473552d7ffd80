import { PAPER_MAX_TOKENS } from "../formats/hyper-parameters.js";
import { selectFormats } from "../formats/index.js";
import type { Manifest } from "./manifest.js";

/** The configurations of an export, by path. They follow from what its manifest says. */
export function configsOf({
  settings,
  tools,
  files,
}: Pick<Manifest, "settings" | "tools" | "files">): Record<string, string> {
  const maxTokens = settings.maxTokens ?? PAPER_MAX_TOKENS;
  const hasFile = (path: string) => path in files;
  const formats = selectFormats(settings.formats);
  return Object.assign({}, ...formats.map(({ config }) => config({ maxTokens, tools, hasFile })));
}
