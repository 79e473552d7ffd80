import { summary } from "../runs.js";
import { Text } from "../text.js";

/** The file of a run, where there are several. */
export function FileTag({ file }: { readonly file: number }) {
  const { files = [] } = summary.value ?? {};
  if (files.length < 2) return null;
  return (
    <span class="tag of-file">
      <Text value={files[file] ?? ""} />
    </span>
  );
}

/** Number of the file that the key of a run names, from 0. */
export function fileOf(key: string): number {
  return Number(/^(\d):/.exec(key)?.[1] ?? 1) - 1;
}
