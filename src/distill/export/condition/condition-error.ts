import { StarError } from "../../../errors.js";

interface ConditionFault {
  readonly problem: string;
  /** Offset in the condition. Default: no position is stated. */
  readonly start?: number;
  readonly remedy: string;
}

/** Characters of a condition that a message quotes. */
const QUOTED = 200;

/** An `INVALID_ARGUMENT` error about a condition; `fields` holds the condition and the position, counted from 1. */
export function conditionError(
  condition: string,
  { problem, start, remedy }: ConditionFault,
): StarError {
  const position = start === undefined ? null : start + 1;
  const place = position === null ? "" : `, character ${position}`;
  const more = condition.length > QUOTED ? "..." : "";
  const quoted = `${JSON.stringify(condition.slice(0, QUOTED))}${more}`;
  return new StarError("INVALID_ARGUMENT", {
    message: `The condition ${quoted} is invalid${place}: ${problem}`,
    remedy,
    fields: { option: "condition", value: condition, position },
  });
}
