import { isRecord } from "../../json.js";

/** What a server says about a failure. Texts are empty where it says nothing. */
export interface ServerWords {
  /** The message on one line, at most 400 characters. */
  readonly text: string;
  /** The error's code, such as `model_not_found`. */
  readonly code: string;
  /** The error's type, such as `invalid_request_error`. */
  readonly type: string;
  /** Name of the parameter that the error is about. */
  readonly parameter: string;
  /** HTTP status in the body. */
  readonly status: number | undefined;
  /** Further numbers in the error, such as `n_ctx` of llama.cpp. */
  readonly numbers: Readonly<Record<string, number>>;
}

const MAX_LENGTH = 400;

/**
 * Reads the body of an error: the forms of OpenAI, vLLM, llama.cpp, Ollama, FastAPI and gateways, a web page, or plain text.
 *
 * @param secret - Replaced in the text: some servers repeat the API key.
 */
export function readServerWords(body: string, secret = ""): ServerWords {
  const parsed = parse(body);
  const fields = parsed === undefined ? {} : findError(parsed);
  const text = parsed === undefined ? textOfPage(body) : textOfError(fields, parsed);
  const code = fields["code"] ?? fields["status"];
  return {
    text: onOneLine(secret === "" ? text : text.replaceAll(secret, "[key]")),
    code: typeof code === "string" ? code : "",
    type: textOf(fields["type"]),
    parameter: textOf(fields["param"]),
    status: [fields["code"], fields["status"], fields["status_code"]].map(Number).find(isStatus),
    numbers: Object.fromEntries(
      Object.entries(fields).filter(
        (entry): entry is [string, number] => typeof entry[1] === "number",
      ),
    ),
  };
}

/** True if a text is a web page. */
export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body)/i.test(text);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The object that describes the error: `{ error: {...} }`, `[{ error: {...} }]`, or the body itself. */
function findError(parsed: unknown): Readonly<Record<string, unknown>> {
  const body: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isRecord(body)) return {};
  return isRecord(body["error"]) ? { ...body["error"] } : body;
}

function textOfError(fields: Readonly<Record<string, unknown>>, parsed: unknown): string {
  const said = [fields["message"], fields["error"], fields["msg"], fields["title"]].find(
    (value) => typeof value === "string" && value !== "",
  );
  const { detail } = fields;
  if (typeof said === "string") return typeof detail === "string" ? `${said}: ${detail}` : said;
  if (typeof detail === "string") return detail;
  if (Array.isArray(detail)) return detail.map(describeProblem).join("; ");
  return typeof parsed === "string" ? parsed : JSON.stringify(parsed);
}

/** One problem of FastAPI: `{ loc: ["body", "seed"], msg: "extra fields not permitted" }`. */
function describeProblem(problem: unknown): string {
  if (!isRecord(problem)) return JSON.stringify(problem);
  const place = Array.isArray(problem["loc"]) ? problem["loc"].join(".") : "";
  return `${place}: ${textOf(problem["msg"])}`;
}

/** Title and first heading of a web page; any other text as it is. */
function textOfPage(body: string): string {
  if (!isWebPage(body)) return body;
  const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim();
  if (title !== undefined && title !== "") return `a web page, "${title}"`;
  const text = body
    .replace(/<(script|style)[^]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .trim();
  return text === "" ? "a web page" : `a web page, "${onOneLine(text).slice(0, 80)}"`;
}

function onOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 400 && value < 600;
}
