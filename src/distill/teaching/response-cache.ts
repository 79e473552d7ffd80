import { AsyncLocalStorage } from "node:async_hooks";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../checksum.js";
import { messageOf } from "../../errors.js";
import { writeFileAtomic } from "../../files.js";
import { isRecord } from "../../json.js";
import type { ModelEndpoint } from "../../models/endpoint/endpoint.js";
import type { Usage, UsageSums } from "../../trajectory/usage.js";

type CompleteRequest = Parameters<ModelEndpoint["complete"]>[0];
type Completion = Awaited<ReturnType<ModelEndpoint["complete"]>>;

/** A model's server whose answers are kept on disk. */
export interface ResponseCache extends ModelEndpoint {
  /** Runs a function and observes what its requests do with the cache. */
  observe<Result>(work: () => Promise<Result>): Promise<Observed<Result>>;
}

/** Result of {@link ResponseCache.observe}. */
export interface Observed<Result> {
  readonly result: Result;
  /** Requests that the cache answered, and their tokens. */
  readonly cached: Usage;
  /** Deletes the answers of the requests from the cache. */
  forget(): Promise<void>;
}

interface Observation {
  readonly cached: UsageSums;
  readonly files: Set<string>;
  readonly writes: Promise<void>[];
}

/** Options of {@link createResponseCache}. */
export interface ResponseCacheOptions {
  readonly endpoint: ModelEndpoint;
  readonly directory: string;
  /** Receives a sentence when answers cannot be written. The work goes on without it. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Keeps the answers of a server on disk and gives them again for equal requests. The key is the whole request: the address and
 * every parameter, with the seed, so that two samples of a task have different keys. A damaged answer counts as missing.
 */
export function createResponseCache({
  endpoint,
  directory,
  onNote,
}: ResponseCacheOptions): ResponseCache {
  const observations = new AsyncLocalStorage<Observation>();
  let hasWarned = false;
  const warn = (error: unknown) => {
    if (!hasWarned)
      onNote?.(`Answers cannot be written to the cache ${directory}: ${messageOf(error)}`);
    hasWarned = true;
  };
  return {
    readUse: endpoint.readUse,
    async complete(request) {
      request.signal.throwIfAborted();
      const observation = observations.getStore();
      const file = fileOf(directory, request);
      observation?.files.add(file);
      const known = await readAnswer(file);
      if (known !== undefined) {
        if (observation !== undefined) count(observation, known);
        return known;
      }
      const completion = await endpoint.complete(request);
      const writing = writeAnswer(file, completion).catch(warn);
      observation?.writes.push(writing);
      await writing;
      return completion;
    },
    async observe(work) {
      const cached = { modelCalls: 0, inputTokens: 0, outputTokens: 0 };
      const observation: Observation = { cached, files: new Set(), writes: [] };
      const result = await observations.run(observation, work);
      // Work can end while an answer of a parallel call is being written.
      await Promise.all(observation.writes);
      return {
        result,
        cached,
        async forget() {
          for (const file of observation.files) await rm(file, { force: true });
        },
      };
    },
  };
}

function fileOf(directory: string, { url, body }: CompleteRequest): string {
  const key = sha256Of(JSON.stringify([url, sortKeys(body)]));
  return join(directory, key.slice(0, 2), `${key}.json`);
}

/** Equal requests have one key, in whatever order their parameters are. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, sortKeys(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function writeAnswer(file: string, completion: Completion): Promise<void> {
  const text = JSON.stringify(completion);
  await writeFileAtomic(file, `${sha256Of(text)}\n${text}\n`);
}

/** Undefined for a missing and for a damaged file. */
async function readAnswer(file: string): Promise<Completion | undefined> {
  const content = await readFile(file, "utf8").catch(() => "");
  const [sum = "", text = ""] = content.split("\n");
  return sum !== "" && sum === sha256Of(text) ? (JSON.parse(text) as Completion) : undefined;
}

function count({ cached }: Observation, { usage }: Completion): void {
  cached.modelCalls++;
  if (!isRecord(usage)) return;
  cached.inputTokens += Number(usage["prompt_tokens"] ?? 0);
  cached.outputTokens += Number(usage["completion_tokens"] ?? 0);
}
