import { loadCanvas } from "../../evaluation/plots/canvas.js";
import type { TrainingRecord } from "./record.js";

/** The validation curve of a training run as one SVG: HR of the written list and of the scores, SFT first. */
export async function drawCurves({
  curves,
  steps,
  iterations,
  stages,
}: TrainingRecord): Promise<string> {
  const { Plot, draw } = await loadCanvas();
  const share = (stage: string, at: number) =>
    stage === "sft" ? at / steps : (stages.includes("sft") ? 1 : 0) + at / Math.max(1, iterations);
  const points = curves.validation.flatMap(({ stage, at, HR, scoredHR }) => [
    { at: share(stage, at), HR: 100 * HR, of: "list it writes" },
    { at: share(stage, at), HR: 100 * scoredHR, of: "scores at the first place" },
  ]);
  return draw("HR on validation tasks during training", {
    height: 320,
    style: { fontSize: "13px", background: "white", color: "black" },
    marginLeft: 60,
    marginRight: 180,
    marginBottom: 50,
    color: { legend: false, scheme: "Tableau10" },
    x: { label: "SFT from 0 to 1, reinforcement after it", grid: true },
    y: { label: "HR on validation tasks (percent)", grid: true, nice: true },
    marks: [
      Plot.lineY(points, { x: "at", y: "HR", z: "of", stroke: "of", strokeWidth: 2 }),
      Plot.dot(points, { x: "at", y: "HR", fill: "of", r: 3 }),
      Plot.text(
        points,
        Plot.selectLast({
          x: "at",
          y: "HR",
          z: "of",
          text: "of",
          fill: "of",
          textAnchor: "start",
          dx: 8,
        }),
      ),
    ],
  });
}
