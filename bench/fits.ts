/**
 * Measures the fits of an index, compared with scipy and implicit and with an older build:
 * `STAR_FITS_PYTHON=PYTHON npm run bench -- fits --thousands N --users N --items N --rounds N --before DIR`. `PYTHON` needs numpy, scipy
 * and implicit; without it, only this build is measured. Every fit runs in a process of its own, on one thread, and the programs take
 * turns.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { MeasuredFit } from "./fits/measure.js";
import { writeMatrix } from "./fits/matrix-files.js";

const run = promisify(execFile);
const PARTS = [
  { part: "co-occurrence", peer: "scipy" },
  { part: "soon-after", peer: "scipy" },
  { part: "als", peer: "implicit" },
] as const;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    thousands: { type: "string", default: "1000" },
    users: { type: "string", default: "7000" },
    items: { type: "string", default: "4000" },
    rounds: { type: "string", default: "3" },
    before: { type: "string" },
  },
});
const python = process.env["STAR_FITS_PYTHON"] || undefined;
const sizes = {
  interactions: 1000 * Number(values.thousands),
  users: Number(values.users),
  items: Number(values.items),
};

const folder = await mkdtemp(join(tmpdir(), "star-bench-"));
try {
  writeMatrix(folder, sizes);
  console.log(
    `${sizes.interactions} interactions, ${sizes.users} users, ${sizes.items} items, ${values.rounds} rounds, load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );
  console.log(
    "fit | program | processor s | wall s | added memory, MB | result | this build / program: processor | wall",
  );
  for (const { part, peer } of PARTS) await compare(part, peer);
} finally {
  await rm(folder, { recursive: true });
}
if (python === undefined) console.log("Set STAR_FITS_PYTHON to a Python with scipy and implicit.");

async function compare(part: string, peer: string): Promise<void> {
  const programs = [
    { name: "this build", fit: () => fitWithStar(part, ".") },
    ...(values.before === undefined
      ? []
      : [{ name: "before", fit: () => fitWithStar(part, values.before ?? "") }]),
    ...(python === undefined ? [] : [{ name: peer, fit: () => fitWithPeer(part, python) }]),
  ].map((program) => ({ ...program, measured: [] as MeasuredFit[] }));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { fit, measured } of programs) measured.push(await fit());
  }
  const [own] = programs;
  for (const { name, measured } of programs) {
    const least = (key: keyof MeasuredFit, all = measured) =>
      Math.min(...all.map((one) => one[key]));
    const ratio = (key: keyof MeasuredFit) =>
      name === own?.name ? "" : (least(key, own?.measured) / least(key)).toFixed(2);
    const cells = [
      part,
      name,
      least("processorSeconds").toFixed(2),
      least("seconds").toFixed(2),
      Math.max(...measured.map(({ addedMegabytes }) => addedMegabytes)).toFixed(0),
      String(Math.round(least("result"))),
      ratio("processorSeconds"),
      ratio("seconds"),
    ];
    console.log(cells.join(" | "));
  }
}

async function fitWithStar(part: string, build: string): Promise<MeasuredFit> {
  const program = join(import.meta.dirname, "fits/measure.ts");
  const flags = ["--expose-gc", "--import", "tsx", program, part, folder, build];
  const { stdout } = await run(process.execPath, flags);
  return JSON.parse(stdout);
}

async function fitWithPeer(part: string, program: string): Promise<MeasuredFit> {
  const { stdout } = await run(program, [join(import.meta.dirname, "fits/peers.py"), part, folder]);
  return JSON.parse(stdout);
}
