import type { Canvas } from "../plots/canvas.js";
import type { TrainingCurve } from "../report-schema.js";
import { trainingChart } from "./report-charts.js";
import { figure, type Section, when } from "./section.js";

/** How the students were trained, if that is recorded. */
export function trainingSection(training: readonly TrainingCurve[], canvas: Canvas): Section[] {
  return when(training.length > 0, "training", "Training of the students", () => [
    figure(
      `HR on ${describeValidationTasks(training)} validation tasks. The weights with the highest are kept; test tasks were not used.`,
      trainingChart(canvas, training),
    ),
  ]);
}

/** The number of validation tasks, which can differ between students. */
function describeValidationTasks(training: readonly TrainingCurve[]): string {
  const counts = training.map(({ validationTasks }) => validationTasks);
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? `${low}` : `${low} to ${high}`;
}
