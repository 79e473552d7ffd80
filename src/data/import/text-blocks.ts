const BLOCK_CHARS = 1 << 20;

/** Collects a text that is too large for one string. */
export function createTextBlocks() {
  const blocks: string[] = [];
  let last = "";
  return {
    add(text: string): void {
      last += text;
      if (last.length < BLOCK_CHARS) return;
      blocks.push(last);
      last = "";
    },
    /** All of it, in blocks. */
    read: (): readonly string[] => [...blocks, last],
  };
}
