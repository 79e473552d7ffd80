import { fitCollaborativeIndex } from "../collaborative/collaborative-index.js";
import { userSequences } from "../data/sequences.js";
import { fitInteractions } from "../data/targets.js";
import { StarError } from "../errors.js";
import { createStudent } from "../graphs/student.js";
import type { Sampling } from "../serve/student/settings.js";
import { startStudentServer } from "../serve/student/student-server.js";
import { EmbeddedStudentModel } from "../student/chat/embedded-student-model.js";
import { openStudent, type Student } from "../student/student.js";
import { createTools } from "../tools/create-tools.js";
import type { Dataset, Split } from "../types.js";
import { type DataOptions, loadNamedDataset } from "./data-options.js";
import type { Io } from "./io.js";
import { describeData, reportTo, type Serving, type SharedServeOptions } from "./serving.js";

/** The port of a student where none is asked for. */
const DEFAULT_PORT = 7828;

/** Which student is served, over what, and how. */
export interface StudentServeOptions extends DataOptions, SharedServeOptions {
  /** Its folder. */
  readonly student: string;
  readonly name?: string;
  /** False lets it write whatever it writes. */
  readonly constraints: boolean;
  readonly maxRunning: number;
  readonly maxWaiting: number;
  /** In seconds. */
  readonly timeout: number;
  /** In seconds. */
  readonly grace: number;
}

/** Opens a student's folder, fits an index over what may be seen, and serves the student over it. */
export async function serveStudent(options: StudentServeOptions, io: Io): Promise<Serving> {
  const student = await openStudent(options.student);
  const whole = await loadNamedDataset(options, io);
  const { dataset, sequences } = visibleTo(whole, onlySplit(options.split));
  const items = [...dataset.items.keys()];
  const index = await fitCollaborativeIndex({ sequences, items, onNotice: io.note });
  const tools = createTools({ index, dataset });
  const create = modelMaker(student, options.constraints);
  const model = create({});
  const name = options.name ?? student.name;
  const { url, close } = await startStudentServer({
    model,
    name,
    adjustable: { honors: ["temperature", "seed", "max_tokens", "stop"], adjust: create },
    graph: createStudent({ llm: model, tools }).compile({ name: "star-student" }),
    tools,
    dataset,
    host: options.host,
    port: options.port ?? DEFAULT_PORT,
    token: io.environment["STAR_STUDENT_TOKEN"],
    maxBodyBytes: options.maxBody,
    maxRunning: options.maxRunning,
    maxWaiting: options.maxWaiting,
    timeoutMs: options.timeout * 1000,
    graceMs: options.grace * 1000,
    onError: reportTo(io),
  });
  return {
    close,
    value: { url, model: name, dataset: dataset.name, synthetic: dataset.synthetic },
    text: `Serving the student "${name}" over ${describeData(dataset)} at ${url}. Press Ctrl-C to stop.`,
  };
}

/** Makes the model of a student, with what a request asks of it. */
function modelMaker(student: Student, constrained: boolean) {
  return ({ temperature = 0, seed = 1, maxTokens = Infinity }: Sampling) =>
    new EmbeddedStudentModel({ student, constrained, temperature, seed, maxTokens });
}

/** All that is known, or what the tasks of one split may see: then answers can be compared with an evaluation's. */
function visibleTo(whole: Dataset, split: Split | undefined) {
  if (split === undefined) return { dataset: whole, sequences: userSequences(whole.interactions) };
  const sequences = fitInteractions(whole, split);
  const interactions = sequences.flatMap((sequence) => sequence.interactions);
  return { dataset: { ...whole, interactions }, sequences };
}

function onlySplit(splits: readonly Split[] = []): Split | undefined {
  if (splits.length <= 1) return splits[0];
  throw new StarError("INVALID_ARGUMENT", {
    message: `--split names ${splits.join(" and ")}, but a student is served over what one split may see.`,
    remedy: "Name one, or leave --split out to serve over everything that is known.",
  });
}
