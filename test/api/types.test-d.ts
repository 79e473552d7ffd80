/** Types that users rely on. `npm run types` checks this file; nothing runs it. */
import type { BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import {
  createStudent,
  createTeacher,
  createTools,
  DEFAULT_AGENTS,
  type evaluate,
  recommend,
  StarError,
  type StarErrorCode,
  type toGraphInput,
  toPolicy,
  visible,
} from "langgraph-star";
import type {
  AgentDefinition,
  CreateTeacherOptions,
  Policy,
  PolicyAnswer,
  Recommendation,
  RecommendationTask,
  RecommendedItem,
  TeacherAgent,
  VisibleTask,
} from "langgraph-star";
import { toTrajectory, TrajectoryRecorder, readTrajectories } from "langgraph-star/recorder";
import type { Recording, Step, Trajectory } from "langgraph-star/recorder";
import { describe, expectTypeOf, it } from "vitest";

declare const options: CreateTeacherOptions;
declare const task: RecommendationTask;

describe("createTeacher", () => {
  const teacher = createTeacher(options).compile({ name: "t" });

  it("has a final state with ranking, reasoning and reflections", () => {
    type State = Awaited<ReturnType<typeof teacher.invoke>>;
    expectTypeOf<State["ranking"]>().toEqualTypeOf<string[]>();
    expectTypeOf<State["reasoning"]>().toEqualTypeOf<string>();
    expectTypeOf<State["round"]>().toEqualTypeOf<number>();
    expectTypeOf<State["reflections"][number]["verdict"]>().toEqualTypeOf<"accept" | "revise">();
    expectTypeOf<State["findings"][number]["observations"]>().toEqualTypeOf<
      { tool: string; text: string }[]
    >();
    expectTypeOf<NonNullable<State["plan"]>["assignments"]>().toEqualTypeOf<
      { agent: string; question: string }[]
    >();
  });

  it("takes the input of toGraphInput", () => {
    type Input = Parameters<typeof teacher.invoke>[0];
    expectTypeOf<ReturnType<typeof toGraphInput>>().toExtend<Input>();
    // @ts-expect-error -- candidates are ids
    void teacher.invoke({ opening: "", userId: "u", candidates: [1] });
  });

  it("has a policy and a recommendation", () => {
    expectTypeOf(toPolicy).returns.toEqualTypeOf<Policy>();
    expectTypeOf(recommend).parameter(0).toBeObject();
    expectTypeOf<typeof teacher>().toExtend<Parameters<typeof recommend>[0]>();
  });

  it("requires a chat model and tools, and knows its options", () => {
    expectTypeOf<Pick<CreateTeacherOptions, "llm" | "tools">>().toEqualTypeOf<
      Required<Pick<CreateTeacherOptions, "llm" | "tools">>
    >();
    // @ts-expect-error -- unknown option
    createTeacher({ ...options, reflections: 2 });
  });
});

describe("agents", () => {
  it("name tools or bring their own", () => {
    expectTypeOf<AgentDefinition["tools"]>().toEqualTypeOf<
      readonly (string | StructuredToolInterface)[]
    >();
    expectTypeOf(DEFAULT_AGENTS).toExtend<readonly TeacherAgent[]>();
  });

  it("need a name, a description, a prompt and tools", () => {
    type Needed = "name" | "description" | "prompt" | "tools";
    expectTypeOf<Required<Pick<AgentDefinition, Needed>>>().toEqualTypeOf<
      Pick<AgentDefinition, Needed>
    >();
  });
});

describe("createTools", () => {
  it("returns LangChain tools", () => {
    expectTypeOf(createTools).returns.items.toExtend<StructuredToolInterface>();
  });
});

describe("createStudent", () => {
  it("has messages and a ranking", () => {
    const student = createStudent({ ...options }).compile();
    type State = Awaited<ReturnType<typeof student.invoke>>;
    expectTypeOf<State["messages"]>().toEqualTypeOf<BaseMessage[]>();
    expectTypeOf<State["ranking"]>().toEqualTypeOf<string[]>();
  });
});

describe("recommend", () => {
  it("returns items with title and evidence, best first", () => {
    expectTypeOf(recommend).returns.resolves.toEqualTypeOf<Recommendation>();
    expectTypeOf<Recommendation["ranking"]>().toEqualTypeOf<readonly RecommendedItem[]>();
    expectTypeOf<RecommendedItem>().toEqualTypeOf<{
      readonly itemId: string;
      readonly title: string;
      readonly evidence: readonly string[];
    }>();
    expectTypeOf<Recommendation["reasoning"]>().toEqualTypeOf<string | null>();
  });
});

describe("policies", () => {
  it("see tasks without the held-out item", () => {
    expectTypeOf<Policy["rank"]>().toEqualTypeOf<(task: VisibleTask) => Promise<PolicyAnswer>>();
    expectTypeOf<VisibleTask>().not.toHaveProperty("heldOut");
    expectTypeOf(visible(task)).toEqualTypeOf<VisibleTask>();
    expectTypeOf<
      Parameters<typeof evaluate>[0]["tasks"][number]
    >().toEqualTypeOf<RecommendationTask>();
  });

  it("answer with a ranking, scores or both", () => {
    expectTypeOf<{ ranking: string[] }>().toExtend<PolicyAnswer>();
    expectTypeOf<{ scores: Float64Array }>().toExtend<PolicyAnswer>();
    expectTypeOf<{ ranking: number[] }>().not.toExtend<PolicyAnswer>();
  });
});

describe("TrajectoryRecorder", () => {
  it("is a callback handler whose recordings become trajectories", () => {
    const recorder = new TrajectoryRecorder();
    expectTypeOf(recorder.take).returns.toEqualTypeOf<Recording>();
    expectTypeOf(toTrajectory).returns.toEqualTypeOf<Trajectory>();
    expectTypeOf<Trajectory["steps"]>().items.toExtend<Step>();
    expectTypeOf<Step["kind"]>().toEqualTypeOf<
      "plan" | "analysis" | "tool_call" | "tool_response" | "reflection" | "recommend"
    >();
    expectTypeOf(readTrajectories).returns.toExtend<AsyncIterable<Trajectory>>();
  });
});

describe("StarError", () => {
  it("is recognized with its code", () => {
    const error: unknown = undefined;
    if (StarError.isInstance(error)) {
      expectTypeOf(error.code).toEqualTypeOf<StarErrorCode>();
      expectTypeOf(error.remedy).toEqualTypeOf<string>();
    }
  });
});
