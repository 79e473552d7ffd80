import { conditionError } from "./condition-error.js";
import { CONDITION_NAMES, type ConditionName, isConditionName, type ValueType } from "./names.js";
import { type Condition, type Operand, type Operator, parseCondition } from "./parse-condition.js";

/** A value of a name. Null where it is missing; a list where a text has several values. */
export type ConditionValue = number | string | readonly string[] | null;

/** Returns the value of a name. */
export type ReadValue = (name: ConditionName) => ConditionValue;

/** A condition that can be evaluated. */
export interface CompiledCondition {
  /** True if the condition holds for the values. */
  readonly holds: (read: ReadValue) => boolean;
  /** Names that the condition uses. */
  readonly names: ReadonlySet<ConditionName>;
}

type Test = (read: ReadValue) => boolean;

/**
 * Compiles a condition such as `rank <= 3 and length < 8000`. A comparison with a missing value is false, except for `= null`. A text
 * with several values is equal to each of them.
 *
 * @throws {StarError} `INVALID_ARGUMENT` with the position of a syntax error, an unknown name, or a comparison of values of
 * different types.
 */
export function compileCondition(text: string): CompiledCondition {
  const names = new Set<ConditionName>();
  const checker = createChecker(text, names);
  return { holds: compile(parseCondition(text), checker), names };
}

interface Checker {
  /** Returns a function that reads the operand. */
  operand(operand: Operand): (read: ReadValue) => ConditionValue;
  /** Throws unless the operands can be compared. */
  comparable(left: Operand, operator: Operator, right: Operand): void;
}

function compile(condition: Condition, checker: Checker): Test {
  switch (condition.kind) {
    case "and": {
      const [left, right] = [compile(condition.left, checker), compile(condition.right, checker)];
      return (read) => left(read) && right(read);
    }
    case "or": {
      const [left, right] = [compile(condition.left, checker), compile(condition.right, checker)];
      return (read) => left(read) || right(read);
    }
    case "not": {
      const negated = compile(condition.negated, checker);
      return (read) => !negated(read);
    }
    case "in": {
      const { left, list } = condition;
      const tests = list.map((right) => compileComparison({ left, operator: "=", right }, checker));
      return (read) => tests.some((test) => test(read));
    }
    case "comparison":
      return compileComparison(condition, checker);
  }
}

type Comparison = Omit<Extract<Condition, { kind: "comparison" }>, "kind">;

function compileComparison({ left, operator, right }: Comparison, checker: Checker): Test {
  const [readLeft, readRight] = [checker.operand(left), checker.operand(right)];
  checker.comparable(left, operator, right);
  if (isNull(left) || isNull(right)) {
    const isEqual = operator === "=";
    return (read) => (isMissing(readLeft(read)) && isMissing(readRight(read))) === isEqual;
  }
  return (read) => compare(readLeft(read), operator, readRight(read));
}

function isNull(operand: Operand): boolean {
  return operand.kind === "constant" && operand.value === null;
}

function isMissing(value: ConditionValue): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function compare(left: ConditionValue, operator: Operator, right: ConditionValue): boolean {
  if (isMissing(left) || isMissing(right)) return false;
  if (typeof left === "number" && typeof right === "number")
    return compareNumbers(left, operator, right);
  const others = [right].flat();
  const isEqual = [left].flat().some((one) => others.includes(one));
  return operator === "=" ? isEqual : !isEqual;
}

function compareNumbers(left: number, operator: Operator, right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "=":
      return left === right;
    case "!=":
      return left !== right;
  }
}

/** Checks the names and types of one condition, and adds the names to a set. */
function createChecker(text: string, names: Set<ConditionName>): Checker {
  return {
    operand(operand) {
      if (operand.kind === "constant") return () => operand.value;
      const { name, start } = operand;
      if (!isConditionName(name)) {
        throw conditionError(text, {
          problem: `"${name}" is not a name`,
          start,
          remedy: `Use one of: ${Object.keys(CONDITION_NAMES).join(", ")}. Texts are quoted.`,
        });
      }
      names.add(name);
      return (read) => read(name);
    },
    comparable(left, operator, right) {
      const [one, other] = [typeOf(left), typeOf(right)];
      const { start } = right;
      if (one !== undefined && other !== undefined && one !== other) {
        throw conditionError(text, {
          problem: `${left.source} is a ${one}, but ${right.source} is a ${other}`,
          start,
          remedy: "Compare numbers with numbers, and texts with quoted texts.",
        });
      }
      if (operator === "=" || operator === "!=") return;
      if ((one ?? other) !== "text" && one !== undefined && other !== undefined) return;
      throw conditionError(text, {
        problem: `${left.source} ${operator} ${right.source} does not compare two numbers`,
        start,
        remedy: "Compare texts and null with =, != or in (...).",
      });
    },
  };
}

/** Undefined for null, which any value is compared with. */
function typeOf(operand: Operand): ValueType | undefined {
  if (operand.kind === "name" && isConditionName(operand.name))
    return CONDITION_NAMES[operand.name].type;
  if (operand.kind === "name" || operand.value === null) return undefined;
  return typeof operand.value === "number" ? "number" : "text";
}
