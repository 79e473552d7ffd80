import { readFile } from "node:fs/promises";
import { main } from "assemblyscript/asc";

const FLAGS = "-O3 --runtime stub --noAssert --enable simd --importMemory".split(" ");

/** Compiles `kernels/als.ts`. Equal sources give equal binaries. Returns base64. */
export async function compileKernels(): Promise<string> {
  const source = await readFile("kernels/als.ts", "utf8");
  let binary: Uint8Array | undefined;
  const { error, stderr } = await main(["als.ts", "--outFile", "als.wasm", ...FLAGS], {
    readFile: (name) => (name === "als.ts" ? source : null),
    writeFile: (name, content) => {
      if (name === "als.wasm" && typeof content !== "string") binary = content;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(stderr.toString(), { cause: error });
  return Buffer.from(binary).toString("base64");
}
