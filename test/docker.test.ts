import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addWorkCommand } from "../src/cli/commands/work.js";
import { addServeCommand } from "../src/cli/commands/serve.js";
import { createApp } from "../src/serve/http/create-app.js";
import { listen } from "../src/serve/http/listen.js";
import { createRoute } from "../src/serve/http/route.js";
import { z } from "zod";
import { ioOf } from "./cli/support.js";

const dockerfile = readFileSync("Dockerfile", "utf8");
const compose = readFileSync("compose.yaml", "utf8");
const packageJson = JSON.parse(readFileSync("package.json", "utf8"));
const listed = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, name]) => name!);

describe("Dockerfile", () => {
  it("copies files that exist", () => {
    const copied = listed(dockerfile, /^COPY (?!--from)(\S+) /gm);
    expect(copied).toEqual([".", "docker/health.mjs"]);
    for (const path of copied) expect(existsSync(path)).toBe(true);
    expect(readFileSync(".dockerignore", "utf8").split("\n")).not.toContain("docker");
  });

  it("installs the versions that are tested, of packages that a server needs", () => {
    const installed = listed(dockerfile, /\s(@?[a-z][\w/-]*@\d\S*)/g);
    expect(installed).toHaveLength(9);
    for (const named of installed) {
      const [name, version] = [named.slice(0, named.lastIndexOf("@")), named.split("@").at(-1)];
      expect(packageJson.devDependencies[name], named).toBe(version);
      expect(packageJson.peerDependencies).toHaveProperty([name]);
    }
    const required = Object.keys(packageJson.peerDependencies).filter(
      (name) => packageJson.peerDependenciesMeta[name]?.optional !== true,
    );
    for (const name of required) expect(dockerfile).toContain(` ${name}@`);
  });

  it("runs scripts and a command that the package has, on a version of Node that it supports", () => {
    for (const script of listed(dockerfile, /npm run (\w+)/g))
      expect(packageJson.scripts).toHaveProperty([script]);
    const [command] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(dockerfile)![1]!);
    expect(packageJson.bin).toHaveProperty([command]);
    expect(packageJson.files).toContain(
      packageJson.bin[command].replace(/^(?:\.\/)?(\w+\/).*/, "$1"),
    );
    expect(new Set(listed(dockerfile, /^FROM node:(\d+)/gm))).toEqual(new Set(["20"]));
  });
});

describe("compose.yaml", () => {
  it("passes options that star serve has", () => {
    const program = new Command().exitOverride();
    addServeCommand(program, { io: ioOf({}), exitCode: 0 });
    const known = program.commands[0]!.options.map(({ long }) => long);
    const passed = listed(compose, /^ +- (--[a-z-]+)=/gm);
    expect(passed).toHaveLength(5);
    expect(known).toEqual(expect.arrayContaining(passed));
  });

  it("publishes the port that the image serves and checks, on this machine only", () => {
    expect(listed(compose, /- 127\.0\.0\.1:(\d+:\d+)$/gm)).toEqual(["7828:7828"]);
    expect(dockerfile).toMatch(/^EXPOSE 7828$/m);
  });

  it("mounts the token where the server and the health check read it, and ignores its file", () => {
    const path = "/run/secrets/star_token";
    expect(compose).toContain(`--token-file=${path}`);
    expect(readFileSync("docker/health.mjs", "utf8")).toContain(`"${path}"`);
    expect(readFileSync(".gitignore", "utf8")).toContain("star-token.txt");
    expect(readFileSync(".dockerignore", "utf8")).toContain("star-token.txt");
  });
});

describe("compose.workers.yaml", () => {
  const workers = readFileSync("compose.workers.yaml", "utf8");

  it("passes options that star work has, and runs two workers", () => {
    const program = new Command().exitOverride();
    addWorkCommand(program, { io: ioOf({}), exitCode: 0 });
    const known = program.commands[0]!.options.map(({ long }) => long);
    const passed = listed(workers, /^ +- (--[a-z-]+)=/gm);
    expect(passed).toEqual(["--queue", "--data-dir"]);
    expect(known).toEqual(expect.arrayContaining(passed));
    expect(workers).toMatch(/replicas: 2$/m);
  });

  it("keeps the password out of addresses, images and the repository", () => {
    expect(workers).toContain("--queue=postgres://star@queue/star\n");
    for (const ignored of [".gitignore", ".dockerignore"])
      expect(readFileSync(ignored, "utf8")).toContain("queue-password.txt");
  });

  it("starts the worker with the password of the file, and the arguments of the command", async () => {
    const [, script = ""] = /'(PGPASSWORD=.+)'/.exec(workers)!;
    const folder = await mkdtemp(join(tmpdir(), "star-worker-"));
    await writeFile(join(folder, "queue_password"), "s3cret word\n");
    await writeFile(join(folder, "star"), 'echo "$PGPASSWORD|$*"', { mode: 0o755 });
    const own = script.replaceAll("$$", "$").replace("/run/secrets", folder);
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", own, "star", "--a", "b c"], {
      env,
    });
    expect(stdout).toBe("s3cret word|work --a b c\n");
  });
});

describe("docker/health.mjs", () => {
  const health = (status: number) =>
    createRoute({
      method: "get",
      path: "/health",
      operationId: "health",
      summary: "Health.",
      input: z.strictObject({}),
      output: z.strictObject({}),
      handle: async () => (status === 200 ? {} : new Response("", { status })),
    });

  async function check(status: number, { token, file }: { token?: string; file?: string }) {
    const app = await createApp({
      routes: [health(status)],
      maxBodyBytes: 9,
      token,
      onError: () => {},
    });
    const server = await listen({ app, token });
    const path = join(await mkdtemp(join(tmpdir(), "star-token-")), "token");
    if (file !== undefined) await writeFile(path, file);
    const env = { ...process.env, STAR_TOKEN_FILE: path };
    return promisify(execFile)(process.execPath, ["docker/health.mjs", `${server.url}/health`], {
      env,
    })
      .then(
        () => 0,
        (error: { code: number }) => error.code,
      )
      .finally(() => server.close());
  }

  it.each([
    { status: 200, given: {}, code: 0 },
    { status: 200, given: { token: "t-1", file: "t-1\n" }, code: 0 },
    { status: 200, given: { token: "t-1", file: "other" }, code: 1 },
    { status: 200, given: { token: "t-1" }, code: 1 },
    { status: 503, given: {}, code: 1 },
  ])("exits with $code for status $status and $given", async ({ status, given, code }) => {
    expect(await check(status, given)).toBe(code);
  });
});
