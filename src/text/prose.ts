import { isRecord, readJsonObject } from "../json.js";

/** Members of a role's answer that come first and have no heading. */
const LEADING = ["reasoning", "summary"];

/** Options of {@link toProse}. */
interface ProseOptions {
  /** Names of members to leave out. Default: none. */
  readonly without?: readonly string[];
}

/**
 * A role's JSON answer as prose: `reasoning` and `summary` first, then every other member under its name, lists with one line
 * per entry. Text that contains no JSON object is returned trimmed.
 *
 * @returns Lines without markup, such as `Favorites:` followed by `- [50]: the strongest evidence`.
 */
export function toProse(answer: string, { without = [] }: ProseOptions = {}): string {
  const object = readJsonObject(answer);
  if (object === undefined) return answer.trim();
  const members = Object.entries(object).filter(([name]) => !without.includes(name));
  const leading = members.filter(([name]) => LEADING.includes(name));
  const others = members.filter(([name]) => !LEADING.includes(name));
  return [
    ...leading.map(([, value]) => describe(value)),
    ...others.map(([name, value]) => describeMember(heading(name), value)),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** `item_id` becomes `Item id`. */
function heading(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function describeMember(name: string, value: unknown): string {
  if (!Array.isArray(value)) return isEmpty(value) ? "" : `${name}: ${describe(value)}`;
  if (value.length === 0) return "";
  if (!value.some(isRecord)) return `${name}: ${describe(value)}`;
  return [`${name}:`, ...value.map((entry) => `- ${describe(entry)}`)].join("\n");
}

function isEmpty(value: unknown): boolean {
  return value === null || value === "" || (isRecord(value) && Object.keys(value).length === 0);
}

/** The first member of an entry is its subject: `[50]: the strongest evidence`. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.map(describe).join(", ");
  if (!isRecord(value)) return String(value).trim();
  const members = Object.entries(value).map(([name, member]) =>
    name === "item_id" ? `[${describe(member)}]` : describe(member),
  );
  const [subject = "", ...rest] = members;
  return rest.length === 0 ? subject : `${subject}: ${rest.join("; ")}`;
}
