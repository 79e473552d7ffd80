import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironmentServer } from "../../src/serve/environment/environment-server.js";
import type { RunningServer } from "../../src/serve/http/listen.js";
import { dataset, serveSplit } from "./support.js";

const run = promisify(execFile);
const python = await run("python3", ["-c", "import sys; print(sys.version_info >= (3, 11))"]).then(
  ({ stdout }) => stdout.trim() === "True",
  () => false,
);

describe.skipIf(!python)("training/ (skipped without Python 3.11)", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await createEnvironmentServer({ splits: [await serveSplit("train", 120)], dataset });
  });
  afterAll(() => server.close());

  it("passes its own tests against a running server", async () => {
    const { stderr } = await run(
      "python3",
      ["-m", "unittest", "discover", "-t", ".", "-s", "tests"],
      {
        cwd: "training",
        env: { ...process.env, STAR_ENVIRONMENT_URL: server.url, PYTHONDONTWRITEBYTECODE: "1" },
      },
    );
    expect(stderr).toMatch(/Ran \d+ tests/);
    expect(stderr).toMatch(/^OK/m);
  });
});
