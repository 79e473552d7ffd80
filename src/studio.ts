/**
 * Graphs for LangGraph Studio and the LangGraph server (`langgraph.json`), configured by environment variables: see docs/studio.md.
 * Studio supplies the checkpointer.
 */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { fitCollaborativeIndex } from "./collaborative/collaborative-index.js";
import { loadDataset } from "./data/load-dataset.js";
import { userSequences } from "./data/sequences.js";
import { StarError } from "./errors.js";
import { createStudentAssistant, createTeacherAssistant } from "./graphs/assistant/assistant.js";
import { describeAssistantTask } from "./graphs/assistant/assistant-task.js";
import { createChatModel } from "./models/chat-model.js";
import { MissingModel } from "./models/missing-model.js";
import { EmbeddedStudentModel } from "./student/chat/embedded-student-model.js";
import { openStudent } from "./student/student.js";
import { openFileRecorder } from "./trajectory/file-recorder.js";

const {
  STAR_DATASET: name = "synthetic",
  STAR_DATASET_DIR: directory,
  STAR_MODEL: model = "offline",
  STAR_BASE_URL: baseUrl,
  STAR_STUDENT: studentFolder,
  STAR_TRAJECTORIES: path,
  OPENAI_API_KEY: apiKey,
} = process.env;

const dataset = await loadDataset({ name, ...(directory !== undefined && { directory }) });
const index = await fitCollaborativeIndex({
  sequences: userSequences(dataset.interactions),
  items: dataset.items.keys(),
});
const llm = await createChatModel(model, { baseUrl, apiKey });
const recorder =
  path === undefined
    ? undefined
    : await openFileRecorder({
        path,
        fingerprint: `studio/${name}/${model}`,
        taskOf: (execution) => describeAssistantTask(execution, dataset),
      });
const config = { callbacks: recorder === undefined ? [] : [recorder] };

/** The teacher. Input: `{ userId, candidates? }`, or a message that names a user. */
export const teacher = createTeacherAssistant({ llm, dataset, index })
  .compile({ name: "star-teacher" })
  .withConfig(config);

/** The student, with the same input: that of $STAR_STUDENT, else a trained model on the server of $STAR_MODEL. */
export const student = createStudentAssistant({ llm: await openModel(), dataset, index })
  .compile({ name: "star-student" })
  .withConfig(config);

async function openModel(): Promise<BaseChatModel> {
  if (studentFolder !== undefined) {
    const opened = await openStudent(studentFolder);
    return new EmbeddedStudentModel({ student: opened, constrained: true });
  }
  if (model !== "offline") return llm;
  return new MissingModel(
    new StarError("INVALID_ARGUMENT", {
      message:
        "There is no student: STAR_STUDENT is not set, and the offline model was not trained.",
      remedy:
        "Train one with `star train`, and start the server with STAR_STUDENT=FOLDER, or with STAR_MODEL=openai:NAME and STAR_BASE_URL=URL for a trained model on a server.",
    }),
  );
}
