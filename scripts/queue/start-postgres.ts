import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** A database server of one's own, in a temporary folder. */
export interface PostgresServer {
  /** Address of its database `postgres`, with a password. */
  readonly url: string;
  readonly password: string;
  /** Stops it as a crash would, and starts it again after some time. */
  restart(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's folders of servers, the newest first. */
const DEBIAN = "/usr/lib/postgresql";
const PASSWORD = "p%40ss-word";

/** The folder of `initdb` and `postgres`; undefined if there is none. */
export function findPostgres(): string | undefined {
  const debian = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .toSorted((one, other) => Number(other) - Number(one))
        .map((version) => join(DEBIAN, version, "bin"))
    : [];
  const folders = [...debian, ...(process.env["PATH"] ?? "").split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, "initdb")));
}

/** Starts a server. Postgres refuses to run as root, so that root runs it as the user `nobody`. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), "star-postgres-"));
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
  if (isRoot) await chown(directory, 65534, 65534);
  const [command = "", ...prefix] = user;
  const data = join(directory, "data");
  const script = `printf '%s' "$1" > "$2/password" && "$3" -D "$2/data" -U star -A scram-sha-256 --pwfile "$2/password" -E UTF8 --no-sync`;
  const initdb = join(folder, "initdb");
  const secret = decodeURIComponent(PASSWORD);
  await promisify(execFile)(command, [
    ...prefix,
    "sh",
    "-c",
    script,
    "sh",
    secret,
    directory,
    initdb,
  ]);
  const port = await freePort();
  const start = async () => {
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${directory}`,
    ];
    const flags = settings.flatMap((setting) => ["-c", setting]);
    const server = spawn(command, [...prefix, join(folder, "postgres"), "-D", data, ...flags], {
      stdio: ["ignore", "ignore", "pipe"],
      cwd: directory,
    });
    await untilReady(server);
    return server;
  };
  let server = await start();
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  return {
    url: `postgres://star:${PASSWORD}@127.0.0.1:${port}/postgres`,
    password: PASSWORD,
    async restart(downMs) {
      await end("SIGQUIT"); // Immediate shutdown: without a checkpoint, and with recovery at the start.
      await new Promise((resolve) => setTimeout(resolve, downMs));
      server = await start();
    },
    async stop() {
      await end("SIGINT");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilReady(server: ChildProcess): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on("data", (bytes: Buffer) => {
      if (log.length < 10_000) log += bytes.toString();
      if (log.includes("ready to accept connections")) resolve();
    });
    server.once("exit", () => reject(new Error(`Postgres ended:\n${log}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
