import type { Command } from "commander";
import { StarError } from "../../errors.js";
import { integerFrom } from "../parse.js";

/** Parsed flags of the queue. */
export interface QueueFlags {
  /** True without an address: the variable contains it. */
  readonly queue?: string | true;
  readonly wait?: boolean;
  readonly priority: number;
  readonly retries: number;
  /** Seconds. */
  readonly lease: number;
}

/** Options of `star teach` that belong to its own runs. With a queue, workers run the tasks. */
const NOT_QUEUEABLE = [
  "concurrency",
  "timeout",
  "firstByteTimeout",
  "requestsPerMinute",
  "tokensPerMinute",
  "cache",
  "stopAfterFailures",
  "maxTokens",
  "maxCost",
  "prices",
  "dryRun",
  "watch",
  "port",
];

/** Adds the flags of {@link QueueFlags}. */
export function addQueueFlags(command: Command): Command {
  return command
    .optionsGroup("Queue options:")
    .option(
      "--queue [url]",
      "put the tasks into a queue in this Postgres database, for star work (default: $STAR_QUEUE)",
    )
    .option("--wait", "wait for the workers, and write their trajectories to --out")
    .option("--priority <n>", "runs of higher priority go first", integerFrom(0), 0)
    .option("--retries <n>", "how often a failed run is repeated", integerFrom(0), 2)
    .option(
      "--lease <seconds>",
      "time after which the tasks of a silent worker are given to others",
      integerFrom(1),
      60,
    )
    .optionsGroup("Options:");
}

/** @throws {StarError} `INVALID_ARGUMENT` when an option was given that a queue cannot have. */
export function assertQueueable(command: Command): void {
  const given = command.options.filter(
    (option) =>
      NOT_QUEUEABLE.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === "cli",
  );
  const [first] = given;
  if (first === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `${first.long} belongs to the process that runs the tasks, which with --queue is star work.`,
    remedy: "Leave it out, or pass it to star work if that has it.",
    fields: { option: first.long ?? first.flags },
  });
}

/** The error for `--wait` without `--out`, or the other way round. */
export function waitWithoutFile(): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message:
      "With --queue, --wait and --out go together: the file is written while the command waits.",
    remedy: "Pass both, or neither to put the tasks into the queue only.",
    fields: { option: "wait" },
  });
}
