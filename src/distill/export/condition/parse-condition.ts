import {
  type ActionDict,
  type FailedMatchResult,
  type Grammar,
  grammar,
  type MatchResult,
  type Node,
  type Semantics,
} from "ohm-js";
import { conditionError } from "./condition-error.js";

/** A parsed condition. Names and types are not checked yet. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly negated: Condition }
  | { readonly kind: "in"; readonly left: Operand; readonly list: readonly Operand[] }
  | {
      readonly kind: "comparison";
      readonly operator: Operator;
      readonly left: Operand;
      readonly right: Operand;
    };

/** Comparison operators. `==` is read as `=`. */
export type Operator = "<" | "<=" | ">" | ">=" | "=" | "!=";

/** A name or a constant. */
export type Operand = {
  /** Offset of its first character in the condition. */
  readonly start: number;
  /** As it is written. */
  readonly source: string;
} & (
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "constant"; readonly value: string | number | null }
);

/** Rules that start with a capital letter skip spaces. Comparisons bind strongest, then `not`, `and`, `or`. */
const GRAMMAR = String.raw`
Condition {
  Or = Or or And  -- both
     | And
  And = And and Not  -- both
      | Not
  Not = not Not  -- negated
      | Comparison
  Comparison = Operand operator Operand  -- operands
             | Operand in "(" NonemptyListOf<Operand, ","> ")"  -- list
             | "(" Or ")"  -- parentheses
  Operand = number | text | null | name
  operator = "<=" | "<" | ">=" | ">" | "==" | "=" | "!="
  number (a number) = "-"? digit+ ("." digit+)?
  text (a quoted text) = "\"" (~"\"" any)* "\""  -- double
                       | "'" (~"'" any)* "'"  -- single
  name (a name) = ~keyword namePart (namePart | digit)*
  keyword = and | or | not | in | null
  and = "and" ~wordPart
  or = "or" ~wordPart
  not = "not" ~wordPart
  in = "in" ~wordPart
  null = "null" ~wordPart
  namePart = letter | "_"
  wordPart = namePart | digit
}`;

/** Built on first use: most exports have no condition. */
let language: { readonly rules: Grammar; readonly semantics: Semantics } | undefined;

function createLanguage(): { readonly rules: Grammar; readonly semantics: Semantics } {
  const rules = grammar(GRAMMAR);
  const semantics = rules.createSemantics();
  semantics.addOperation<Condition>("condition", OPERATION);
  return { rules, semantics };
}

const OPERATION: ActionDict<Condition> = {
  Or_both: (left, _or, right) => ({ kind: "or", ...sides(left, right) }),
  And_both: (left, _and, right) => ({ kind: "and", ...sides(left, right) }),
  Not_negated: (_not, negated) => ({ kind: "not", negated: toCondition(negated) }),
  Comparison_operands: (left, operator, right) => ({
    kind: "comparison",
    operator: toOperator(operator.sourceString),
    left: readOperand(left),
    right: readOperand(right),
  }),
  Comparison_list: (left, _in, _open, list, _close) => ({
    kind: "in",
    left: readOperand(left),
    list: list.asIteration().children.map(readOperand),
  }),
  Comparison_parentheses: (_open, inner, _close) => toCondition(inner),
};

/**
 * Parses a condition.
 *
 * @throws {StarError} `INVALID_ARGUMENT` with the position of a syntax error.
 */
export function parseCondition(text: string): Condition {
  try {
    language ??= createLanguage();
    const { rules, semantics } = language;
    const match: MatchResult = rules.match(text);
    if (match.failed()) throw syntaxError(text, match);
    return semantics(match)["condition"]();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw conditionError(text, {
      problem: "it is too long or too deeply nested",
      remedy: "Use in (...) in place of several comparisons, or leave out parentheses.",
    });
  }
}

function syntaxError(text: string, match: FailedMatchResult): Error {
  const start = match.getInterval().startIdx;
  const found = start >= text.length ? "the end" : JSON.stringify(text.slice(start, start + 12));
  return conditionError(text, {
    problem: `expected ${match.getExpectedText()}, found ${found}`,
    start,
    remedy: 'Write a condition such as: rank <= 3 and (length < 8000 or model in ("a", "b")).',
  });
}

function toCondition(node: Node): Condition {
  return node["condition"]();
}

function sides(left: Node, right: Node) {
  return { left: toCondition(left), right: toCondition(right) };
}

function readOperand(node: Node): Operand {
  const { ctorName: rule, sourceString: source } = node.child(0);
  const place = { start: node.source.startIdx, source };
  switch (rule) {
    case "name":
      return { kind: "name", name: source, ...place };
    case "number":
      return { kind: "constant", value: Number(source), ...place };
    case "text":
      return { kind: "constant", value: source.slice(1, -1), ...place };
    default:
      return { kind: "constant", value: null, ...place };
  }
}

function toOperator(source: string): Operator {
  return (source === "==" ? "=" : source) as Operator;
}
