import { isRecord, readJsonObject } from "../../json.js";
import { createSimilarTextCounter, type SimilarText } from "../../text/similar-texts.js";
import { createNamedCounter, type NamedCounts } from "../named-counter.js";
import type { Step, Trajectory } from "../trajectory.js";

/** What reflections decided and why. */
export interface ObjectionCounts {
  readonly reflections: number;
  /** Reflections that send agents back. */
  readonly objections: number;
  /** Agents that were sent back, the most frequent first. */
  readonly sentBack: NamedCounts;
  /** Sentences of objections, the most frequent first. Sentences that differ only in numbers and ids are one. */
  readonly sentences: readonly SimilarText[];
}

type Reflection = Pick<Extract<Step, { readonly content: string }>, "content" | "round">;

/** Counts the objections of reflections. */
export function createObjectionCounter() {
  const sentences = createSimilarTextCounter();
  const sentBack = createNamedCounter();
  const counts = { reflections: 0, objections: 0 };
  return {
    add({ steps }: Trajectory): void {
      for (const [index, step] of steps.entries()) {
        if (step.kind !== "reflection") continue;
        counts.reflections++;
        const answer = readJsonObject(step.content);
        if (!isObjection(step, { answer, later: steps.slice(index + 1) })) continue;
        counts.objections++;
        for (const agent of agentsIn(answer)) sentBack.add(agent);
        for (const sentence of sentencesOf(reasonOf(step, answer))) sentences.add(sentence);
      }
    },
    read: (): ObjectionCounts => ({
      ...counts,
      sentBack: sentBack.read(),
      sentences: sentences.read(),
    }),
  };
}

type Answer = ReturnType<typeof readJsonObject>;

/** Of a reflection without a verdict, whether another round follows. */
function isObjection(
  { round }: Reflection,
  { answer, later }: { readonly answer: Answer; readonly later: readonly Step[] },
): boolean {
  const verdict = answer?.["verdict"];
  if (typeof verdict === "string") return verdict === "revise";
  return later.some((step) => step.kind !== "reflection" && step.round === round + 1);
}

function agentsIn(answer: Answer): string[] {
  const revisions = answer?.["revisions"];
  if (!Array.isArray(revisions)) return [];
  return revisions.flatMap((revision) =>
    isRecord(revision) && typeof revision["agent"] === "string" ? [revision["agent"]] : [],
  );
}

function reasonOf({ content }: Reflection, answer: Answer): string {
  const reasoning = answer?.["reasoning"];
  return typeof reasoning === "string" ? reasoning : content;
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => sentence.trim() !== "");
}
