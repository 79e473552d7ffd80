/** Runs the student of one build, started by `build.ts`. It imports the package from the build's folder. */
import { join } from "node:path";
import type * as ServedAgent from "../../src/cli/served-agent.js";
import type * as Serve from "../../src/entries/serve.js";
import type * as Student from "../../src/entries/student.js";
import type * as Star from "../../src/index.js";
import { answerRequests } from "./build-process.js";
import type { Answers, AnswerRequest, BuildRequest, BuildSettings, Served } from "./protocol.js";

const [build = "", json = "{}"] = process.argv.slice(2);
const settings = JSON.parse(json) as Omit<BuildSettings, "build">;
const load = (file: string): Promise<unknown> => import(join(build, "src", file));
const star = (await load("index.ts")) as typeof Star;
const embedded = (await load("entries/student.ts")) as typeof Student;
const { startStudentServer } = (await load("entries/serve.ts")) as typeof Serve;
const { serveEmbedded } = (await load("cli/served-agent.ts")) as typeof ServedAgent;

const dataset = await star.loadDataset({ name: settings.dataset, directory: settings.directory });
const index = await star.fitCollaborativeIndex({
  sequences: star.fitInteractions(dataset, "test"),
  items: dataset.items.keys(),
});
const { tasks } = star.createTasks(dataset, { split: "test", limit: settings.tasks });
const tools = star.createTools({ index, dataset });
const student = await embedded.openStudent(settings.student);
const policy = embedded.studentPolicy({ student, tools, dataset, name: "student" });

async function rank(): Promise<Answers> {
  const wall: number[] = [];
  const transcripts: string[] = [];
  for (const task of tasks.map(star.visible)) {
    const start = performance.now();
    const { ranking } = await policy.rank(task);
    wall.push(performance.now() - start);
    transcripts.push(JSON.stringify(ranking));
  }
  return { wall, transcripts };
}

async function answer({ temperature, constrained }: AnswerRequest): Promise<Answers> {
  const llm = new embedded.EmbeddedStudentModel({ student, temperature, constrained, seed: 7 });
  const graph = star.createStudent({ llm, tools }).compile();
  const wall: number[] = [];
  const transcripts: string[] = [];
  for (const task of tasks.map(star.visible)) {
    const start = performance.now();
    const { messages, ranking } = await graph.invoke(star.toGraphInput(task, dataset), {
      context: { task },
    });
    wall.push(performance.now() - start);
    const turns = messages.map((message) => [message.text, Reflect.get(message, "tool_calls")]);
    transcripts.push(JSON.stringify([ranking, turns]));
  }
  return { wall, transcripts };
}

async function serve(maxRunning: number): Promise<Served> {
  // As `star serve` does; older builds ignore the option.
  const served = await embedded.openStudent(settings.student, { inThread: true });
  const agent = serveEmbedded(served, { tools, dataset, constrained: true });
  const { url } = await startStudentServer({ ...agent, tools, dataset, maxRunning });
  const questions = tasks.map(({ userId, candidates, history }) =>
    JSON.stringify({
      userId,
      candidates,
      history: history.map(({ itemId, timestamp }) => ({ itemId, timestamp })),
    }),
  );
  return { url, questions };
}

async function respond(request: BuildRequest): Promise<unknown> {
  if (request.kind === "rank") return rank();
  if (request.kind === "answer") return answer(request);
  if (request.kind === "serve") return serve(request.maxRunning);
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

answerRequests(respond);
