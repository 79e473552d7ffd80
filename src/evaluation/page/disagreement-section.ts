import { html, type Html } from "../html.js";
import type { DisagreementReport, EvaluationProtocol } from "../report-schema.js";

type Side = DisagreementReport["corrected"];
type Case = Side["largest"][number];

/** Tasks on which a student corrects its teacher, and tasks on which it fails where the teacher does not. */
export function disagreementSection(
  { student, teacher, corrected, failed, equal }: DisagreementReport,
  protocol: EvaluationProtocol,
): Html {
  return html`<h3>${student} and ${teacher}</h3>
    <p>
      On ${corrected.tasks} tasks the student ranks the held-out item higher than its teacher, on
      ${failed.tasks} lower, on ${equal} equally.
    </p>
    ${caseList(`The student corrects its teacher (${shown(corrected)})`, corrected, protocol)}
    ${caseList(`The student fails (${shown(failed)})`, failed, protocol)}`;
}

function shown({ tasks, largest }: Side): string {
  return largest.length === tasks
    ? `${tasks} tasks`
    : `${largest.length} of ${tasks} tasks, the largest differences`;
}

function caseList(title: string, { largest }: Side, protocol: EvaluationProtocol): Html {
  if (largest.length === 0) return html``;
  return html`<details open>
    <summary>${title}</summary>
    <ol class="cases">
      ${largest.map((one) => caseItem(one, protocol))}
    </ol>
  </details>`;
}

function caseItem(one: Case, protocol: EvaluationProtocol): Html {
  const { taskId, heldOut, history, interactions, student, teacher } = one;
  return html`<li>
    <p>
      <strong>${heldOut}</strong>, chosen ${count(interactions)} in training data, after
      ${history === 1 ? "1 interaction" : `${history} interactions`}
    </p>
    <p>Teacher: ${describeAnswer(teacher)}. Student: ${describeAnswer(student)}.</p>
    <code class="command">${isRecordable(protocol) ? traceCommand(taskId) : taskId}</code>
  </li>`;
}

function count(interactions: number): string {
  return interactions === 1 ? "once" : `${interactions} times`;
}

function describeAnswer({ rank, first }: Case["teacher"]): string {
  if (rank === null) return "no answer";
  if (rank === 1 || first === null) return `rank ${rank}`;
  return `rank ${rank}, behind ${first}`;
}

/** How the runs of the teacher are recorded, so that the commands of the lists show them. */
export function recordingHint(protocol: EvaluationProtocol): Html {
  if (!isRecordable(protocol)) return html``;
  const { dataset, split, scenario, seed, draws } = protocol;
  const flags = [
    `--dataset ${quoteArgument(dataset)}`,
    `--split ${split}`,
    ...(scenario === "classic" ? [] : [`--scenario ${scenario}`]),
    `--seed ${seed}`,
    ...(draws === 1 ? [] : [`--draws ${draws}`]),
  ];
  return html`<p class="quiet">
      The command of a task shows how the teacher reached its ranking, from a file that this command
      writes, with the other options of the evaluation:
    </p>
    <p><code class="command">star teach ${flags.join(" ")} --out teacher.jsonl</code></p>`;
}

/** `star teach` makes the tasks with uniform negatives, under the same IDs. */
function isRecordable({ negatives }: EvaluationProtocol): boolean {
  return negatives === "uniform";
}

function traceCommand(taskId: string): string {
  return `star trace teacher.jsonl --id ${quoteArgument(taskId)}`;
}

/** An argument for a POSIX shell. */
function quoteArgument(text: string): string {
  return /^[\w./:%@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
