#!/usr/bin/env node
// Stands in for Python: prepares an environment that is this program, and "trains" as the model's name says.
import { readFileSync, writeFileSync } from "node:fs";

const [, script, given] = process.argv.slice(2);
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
if (script.endsWith("star_python.py")) {
  process.stdout.write(`${process.argv[1]}\n`);
  process.exit(0);
}
const settings = JSON.parse(given);
const behavior = readFileSync(settings.base, "utf8");
const rows = readFileSync(settings.train, "utf8").split("\n").filter(Boolean);
writeFileSync(`${settings.out}/given.json`, given);
const done = (step, stopped) => {
  tell({ event: "saving" });
  const best = { loss: 1.5, step: 1 };
  tell({ event: "done", step, steps: 4, stopped, seconds: 60, best, files: ["merged"] });
};
// Before the first event, after which the test interrupts.
if (behavior === "waits") {
  process.on("SIGINT", () => {
    done(1, true);
    process.exit(0);
  });
  setTimeout(() => {}, 60_000);
}
tell({
  event: "data",
  rows: rows.length,
  validationRows: 1,
  dropped: 0,
  tokens: 90,
  trainedTokens: 9,
});
tell({ event: "model", parameters: 100, trained: 10, steps: 4 });
// Without a handler, an interrupt ends it.
if (behavior === "loads") await new Promise((resolve) => setTimeout(resolve, 60_000));
const progress = { event: "progress", steps: 4, accuracy: 0.5, learningRate: 1e-4, seconds: 1 };
tell({ ...progress, step: 1, share: 0.25, loss: 2 });
tell({ event: "validation", step: 1, loss: 1.5, accuracy: 0.5 });
if (behavior === "works") done(4, false);
if (behavior === "refuses")
  tell({ event: "error", problem: "No tokens.", remedy: "Pass another." });
if (behavior === "prints") process.stdout.write("\u001b[31mDownloading ...\n");
if (behavior === "dies") {
  process.stderr.write("out of memory\n");
  process.exit(3);
}
