import type { ParameterSet } from "../engine/parameters.js";
import type { SftExample } from "../objective/corpus.js";
import { trainExpertIteration } from "../objective/expert-iteration.js";
import { GRPO_SAMPLING, trainGrpo } from "../objective/grpo.js";
import type { GroupSampling, RlOptions } from "../objective/rl-iteration.js";
import type { RlMethod } from "./options.js";

/** What every method is given; each reads what it needs. */
export interface RlMethodInput extends RlOptions {
  readonly examples: readonly SftExample[];
  /** The weights at the start of the stage. */
  readonly reference: ParameterSet;
}

/** How a method of reinforcement learning samples and trains. */
export interface RlMethodDefinition {
  readonly sampling: GroupSampling;
  /** Approximate number of training rows per prompt, for the estimate of the duration. */
  readonly rowsPerPrompt: number;
  train(input: RlMethodInput): Promise<void>;
}

/** The methods of the stage `rl`. A new name in `RL_METHODS` needs an entry here. */
export const RL_METHOD_DEFINITIONS: Readonly<Record<RlMethod, RlMethodDefinition>> = {
  "expert-iteration": {
    sampling: "shared-prefix",
    rowsPerPrompt: 3, // the two best rollouts and one replayed example
    train: trainExpertIteration,
  },
  grpo: {
    sampling: GRPO_SAMPLING.sequence,
    rowsPerPrompt: 8,
    train: (input) => trainGrpo({ ...input, credit: "sequence" }),
  },
  "grpo-letters": {
    sampling: GRPO_SAMPLING.candidates,
    rowsPerPrompt: 8,
    train: (input) => trainGrpo({ ...input, credit: "candidates" }),
  },
};
