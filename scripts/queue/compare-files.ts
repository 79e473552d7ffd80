import { readTextLines } from "../../src/files.js";

/** Whether two trajectory files have the same trajectories in the same order, apart from times. */
export async function compareFiles(one: string, other: string) {
  const ids = new Set<string>();
  let [lines, isEqual] = [0, true];
  const others = withoutTimes(other);
  for await (const text of withoutTimes(one)) {
    lines++;
    ids.add(JSON.parse(text).id);
    const { value } = await others.next();
    if (value !== text) isEqual = false;
  }
  const isEnd = (await others.next()).done === true;
  return { lines, ids: ids.size, isEqual: isEqual && isEnd };
}

async function* withoutTimes(path: string): AsyncGenerator<string> {
  for await (const { line } of readTextLines(path)) {
    if (line === "") continue;
    yield JSON.stringify(
      JSON.parse(line, (key, value: unknown) => (key === "timing" ? undefined : value)),
    );
  }
}
