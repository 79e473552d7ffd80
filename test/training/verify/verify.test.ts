import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const hasPython = await run("python3", [
  "-c",
  "import sys; sys.exit(sys.version_info < (3, 11))",
]).then(
  () => true,
  () => false,
);

describe.skipIf(!hasPython)("training/verify", () => {
  it("passes its own tests, which install nothing", async () => {
    const tests = ["-B", "-m", "unittest", "discover", "--start-directory", import.meta.dirname];
    const { stderr } = await run("python3", tests);
    expect(stderr).toMatch(/^Ran \d\d tests[\s\S]*\nOK\s*$/m);
  });
});
