import type { Difficulties } from "../export/mix-prompts.js";
import type { ExportSettings } from "../export/settings.js";
import { sideOf } from "../export/side.js";
import { zeroes } from "../export/tally.js";
import { DIFFICULTIES, type Example, type Pair, type Prompt } from "../formats/records.js";
import type { Message } from "../linear/conversation.js";
import { readBlocks } from "../linear/blocks.js";
import { inspectCalls } from "./inspect-calls.js";
import { inspectLeaks, listCandidates } from "./inspect-leaks.js";

/** What is wrong with records besides their text. Knows the ids that it saw. */
export interface Inspector {
  example(example: Example): string[];
  prompt(prompt: Prompt): string[];
  pair(pair: Pair): string[];
  /** Of the prompts of the training side that it saw. */
  difficulties(): Difficulties;
}

export function createInspector(settings: ExportSettings): Inspector {
  const seen = {
    examples: new Set<string>(),
    prompts: new Set<string>(),
    pairs: new Set<string>(),
  };
  const difficulties = zeroes([...DIFFICULTIES, "unknown"]);
  return {
    difficulties: () => difficulties,
    example: ({ conversation, ...origin }) => [
      ...inspectOrigin(origin, seen.examples, settings),
      ...inspectCalls(conversation),
      ...inspectLeaks(conversation.messages),
    ],
    prompt: ({ conversation, groundTruth, candidates, difficulty, ...origin }) => {
      if (origin.split === "train") difficulties[difficulty ?? "unknown"]++;
      return [
        ...inspectOrigin(origin, seen.prompts, settings),
        ...inspectCalls(conversation),
        ...inspectLeaks(conversation.messages),
        ...inspectAnswer({ groundTruth, candidates, messages: conversation.messages }),
      ];
    },
    pair: ({ tools, prompt, chosen, rejected, ...origin }) => [
      ...inspectOrigin(origin, seen.pairs, settings),
      ...[chosen, rejected].flatMap((ending) => {
        const messages = [...prompt, ...ending];
        return [...inspectCalls({ tools, messages }), ...inspectLeaks(messages)];
      }),
      ...(firstChoice(chosen) === firstChoice(rejected)
        ? ["both endings recommend the same item first, and only one of them can be right"]
        : []),
    ],
  };
}

interface Origin {
  readonly id: string;
  readonly user: string | null;
  readonly split: string;
}

function inspectOrigin({ id, user, split }: Origin, seen: Set<string>, settings: ExportSettings) {
  const isRepeated = seen.has(id);
  seen.add(id);
  const side = sideOf(user ?? id, settings);
  return [
    ...(isRepeated ? ["its id stands twice"] : []),
    ...(user !== null && !`/${id}/`.includes(`/${user}/`)
      ? [`it is not of the user "${user}"`]
      : []),
    ...(split === side ? [] : [`it is on the ${split} side, and its user is on the other`]),
  ];
}

interface Answer {
  readonly groundTruth: string;
  readonly candidates: readonly string[];
  readonly messages: readonly Message[];
}

function inspectAnswer({ groundTruth, candidates, messages }: Answer): string[] {
  const asked = messages.flatMap(listCandidates);
  return [
    ...(candidates.includes(groundTruth) ? [] : [`"${groundTruth}" is none of its candidates`]),
    ...(JSON.stringify(asked) === JSON.stringify(candidates)
      ? []
      : ["its candidates are not those that the prompt lists"]),
  ];
}

/** The first id of the last recommendation. */
function firstChoice(messages: readonly Message[]): string | undefined {
  const blocks = messages.flatMap(({ content }) => readBlocks(content).blocks);
  const last = blocks.findLast(({ kind }) => kind === "recommend")?.text;
  return last?.match(/"(?:[^"\\]|\\.)*"/)?.[0];
}
