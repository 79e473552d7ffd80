/** Members of a role's answer that are said straight away, without a heading. */
const SPOKEN = ["reasoning", "summary"];

export interface ProseOptions {
  /** Members of the answer to leave out. Default none. */
  readonly without?: readonly string[];
}

/**
 * A role's answer as prose. Roles answer in JSON of their own schemas, the members of which are described by one rule: the
 * reasoning first, then every other member under its name, a list as one line an entry. Any other text stays as it is.
 *
 * @returns Lines without markup, such as `Favorites:` followed by `- [50]: the strongest evidence`.
 */
export function toProse(answer: string, { without = [] }: ProseOptions = {}): string {
  const object = readJsonObject(answer);
  if (object === undefined) return answer.trim();
  const members = Object.entries(object).filter(([name]) => !without.includes(name));
  const spoken = members.filter(([name]) => SPOKEN.includes(name));
  const others = members.filter(([name]) => !SPOKEN.includes(name));
  return [
    ...spoken.map(([, value]) => describe(value)),
    ...others.map(([name, value]) => describeMember(heading(name), value)),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** The JSON object that a role's answer holds, also within a fence or among other words; undefined when there is none. */
export function readJsonObject(answer: string): Readonly<Record<string, unknown>> | undefined {
  const [start, end] = [answer.indexOf("{"), answer.lastIndexOf("}")];
  if (start === -1 || end < start) return undefined;
  try {
    const value: unknown = JSON.parse(answer.slice(start, end + 1));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

/** The first member of an entry says what the others are about: `[50]: the strongest evidence`. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return value.map(describe).join(", ");
  if (!isRecord(value)) return String(value).trim();
  const members = Object.entries(value).map(([name, member]) =>
    name === "item_id" ? `[${describe(member)}]` : describe(member),
  );
  const [subject = "", ...rest] = members;
  return rest.length === 0 ? subject : `${subject}: ${rest.join("; ")}`;
}
