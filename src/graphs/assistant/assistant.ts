import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, START, StateGraph } from "@langchain/langgraph";
import { isRecord } from "../../json.js";
import { invalidOption } from "../../assert.js";
import { createTools } from "../../tools/create-tools.js";
import { assertDataset, GIVE_ANSWER, OPEN_TASK } from "../check-options.js";
import { type CreateStudentOptions, studentLoop } from "../student.js";
import { addTeacherNodes, PLANNER, type TeacherGraph } from "../teacher.js";
import type { CreateTeacherOptions } from "../teacher-options.js";
import { addToolLoop, type LoopGraph, START_CONVERSATION } from "../tool-loop.js";
import {
  assistantContextSchema,
  assistantInput,
  studentAssistantOutput,
  studentAssistantState,
  teacherAssistantOutput,
  teacherAssistantState,
} from "./assistant-state.js";
import { createGiveAnswerNode } from "./give-answer.js";
import { type AssistantData, createOpenTaskNode } from "./open-task.js";

interface AssistantOptions extends AssistantData {
  /** Default: `createTools({ index, dataset, histories: dataset.interactions })`. */
  readonly tools?: readonly StructuredToolInterface[];
}

/** Options of {@link createTeacherAssistant}. */
export interface TeacherAssistantOptions
  extends AssistantOptions, Omit<CreateTeacherOptions, "tools"> {}

/** Options of {@link createStudentAssistant}. */
export interface StudentAssistantOptions
  extends AssistantOptions, Omit<CreateStudentOptions, "tools"> {}

/**
 * The teacher for LangGraph Studio, the LangGraph server and chat windows: a run needs only `{ userId }` or a message that names a user.
 * The graph writes the task and retrieves candidates unless the input contains them. Its output is `messages`, `userId`, `candidates`,
 * `ranking` and `reasoning`; its context is `{ retrieve, candidateCount }`.
 *
 * @returns An uncompiled `StateGraph`: the nodes of `createTeacher` between `open_task` and `give_answer`.
 * @throws {StarError} `INVALID_ARGUMENT` when an option is wrong, here; when the user is unknown, in a run.
 *
 * @example
 * ```ts
 * import { createTeacherAssistant, fitCollaborativeIndex, fitInteractions, loadDataset, OfflineModel } from "langgraph-star";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const teacher = createTeacherAssistant({ llm: new OfflineModel(), dataset, index }).compile();
 *
 * const userId = sequences[0]?.userId ?? "";
 * const messages = [{ role: "user", content: `Recommend something for user ${userId}.` }];
 * const answer = await teacher.invoke({ messages });
 * console.log(answer.ranking.length, answer.messages.at(-1)?.text); // 20 and the list with titles
 * ```
 */
export function createTeacherAssistant(options: TeacherAssistantOptions) {
  const { dataset, index, tools, ...teacher } = resolveData("createTeacherAssistant", options);
  const graph = new StateGraph(teacherAssistantState, {
    input: assistantInput,
    output: teacherAssistantOutput,
    context: assistantContextSchema,
  })
    .addNode(OPEN_TASK, createOpenTaskNode({ dataset, index }))
    .addNode(GIVE_ANSWER, createGiveAnswerNode(dataset));
  // The nodes of the teacher read and write keys of this state, too.
  addTeacherNodes(graph as unknown as TeacherGraph, { ...teacher, tools })
    .addEdge(START, OPEN_TASK)
    .addConditionalEdges(OPEN_TASK, endWithoutTask(PLANNER), [PLANNER, END])
    .addEdge("ranker", GIVE_ANSWER)
    .addEdge(GIVE_ANSWER, END);
  return graph;
}

/**
 * The student for LangGraph Studio, the LangGraph server and chat windows, used like {@link createTeacherAssistant}. Its `messages` are the
 * student's own conversation, from the system prompt on: a new run of a thread begins a new one.
 *
 * @returns An uncompiled `StateGraph`: the nodes of `createStudent` between `open_task` and `give_answer`.
 * @throws {StarError} `INVALID_ARGUMENT` when an option is wrong, here; when the user is unknown, in a run.
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { createStudentAssistant, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const [one = "", two = ""] = dataset.items.keys();
 * const llm = fakeModel().respond(new AIMessage(`<recommend>\n["${two}", "${one}"]\n</recommend>`)); // in place of a trained model
 * const student = createStudentAssistant({ llm, dataset, index }).compile();
 *
 * const { ranking } = await student.invoke({ userId: sequences[0]?.userId ?? "", candidates: [one, two] });
 * console.log(ranking[0] === two); // true
 * ```
 */
export function createStudentAssistant(options: StudentAssistantOptions) {
  const { dataset, index, ...student } = resolveData("createStudentAssistant", options);
  const graph = new StateGraph(studentAssistantState, {
    input: assistantInput,
    output: studentAssistantOutput,
    context: assistantContextSchema,
  })
    .addNode(OPEN_TASK, createOpenTaskNode({ dataset, index }))
    .addNode(GIVE_ANSWER, createGiveAnswerNode(dataset));
  const loop = studentLoop("createStudentAssistant", student);
  addToolLoop(graph as unknown as LoopGraph, { ...loop, next: GIVE_ANSWER })
    .addEdge(START, OPEN_TASK)
    .addConditionalEdges(OPEN_TASK, endWithoutTask(START_CONVERSATION), [START_CONVERSATION, END])
    .addEdge(GIVE_ANSWER, END);
  return graph;
}

const endWithoutTask =
  (first: string) =>
  ({ opening }: { readonly opening: string }) =>
    opening === "" ? END : first;

/** Checks the dataset and the index, and creates the tools. All other options are checked by the graph. */
function resolveData<Options extends AssistantOptions>(caller: string, options: Options) {
  if (!isRecord(options)) {
    throw invalidOption(caller, options, "Pass { llm, dataset, index }.");
  }
  const { dataset, index } = options;
  assertDataset("dataset", dataset);
  const { tools = createTools({ index, dataset, histories: dataset.interactions }) } = options;
  return { ...options, tools };
}
