import { open, type FileHandle } from "node:fs/promises";

/** Compares a file with the bytes that should be in it, as they come. */
export interface ByteCheck {
  /** @returns The first byte of the file that differs, once; after that, and while there is none, undefined. */
  feed(expected: Uint8Array): Promise<number | undefined>;
  /** Says whether the file ends here. */
  end(): Promise<number | undefined>;
  close(): Promise<void>;
}

export async function createByteCheck(path: string): Promise<ByteCheck> {
  const file: FileHandle = await open(path, "r");
  let at = 0;
  let hasDiffered = false;
  return {
    async feed(expected) {
      if (hasDiffered) return undefined;
      const found = Buffer.alloc(expected.length);
      const { bytesRead } = await file.read(found, 0, found.length, at);
      const isSame = bytesRead === expected.length && found.equals(expected);
      const place = isSame ? -1 : firstDifferent(expected, found.subarray(0, bytesRead));
      hasDiffered = !isSame;
      at += expected.length;
      return isSame ? undefined : at - expected.length + place;
    },
    async end() {
      const { size } = await file.stat();
      return hasDiffered || size === at ? undefined : at;
    },
    close: () => file.close(),
  };
}

function firstDifferent(expected: Uint8Array, found: Uint8Array): number {
  const place = found.findIndex((byte, index) => byte !== expected[index]);
  return place === -1 ? found.length : place;
}
