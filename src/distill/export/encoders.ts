import type { Worker } from "node:worker_threads";
import { StarError } from "../../errors.js";
import { startThread } from "../../worker/threads.js";
import type { Batch } from "./batches.js";
import { createBatchEncoder, type EncodedBatch } from "./encode-batch.js";
import type { EncoderReply } from "./encoder-worker.js";
import type { ExportSettings } from "./settings.js";
import type { TokenMeter } from "./tokens.js";

/** Whoever makes rows of batches. */
export interface Encoders {
  /** Takes the batch's bytes away. */
  encode(batch: Batch): Promise<EncodedBatch>;
  close(): Promise<void>;
}

export interface EncodersOptions {
  readonly settings: ExportSettings;
  /** What counts tokens cannot be sent to a thread: with it all is done in this one. */
  readonly meter: TokenMeter | undefined;
  /** 0 works in this thread. */
  readonly threads: number;
}

/** Encoders take batches by turns, so that each has some to go on with. */
export function createEncoders({ settings, meter, threads }: EncodersOptions): Encoders {
  if (threads === 0 || meter !== undefined) {
    const encode = createBatchEncoder(settings, meter);
    return { encode: async (batch) => encode(batch), close: async () => {} };
  }
  const encoders = Array.from({ length: threads }, () => createEncoder(settings));
  let turn = 0;
  return {
    encode: (batch) => {
      const encoder = encoders[turn++ % threads];
      return encoder === undefined ? Promise.reject(threadDied("none")) : encoder.encode(batch);
    },
    async close() {
      await Promise.all(encoders.map((encoder) => encoder.close()));
    },
  };
}

interface Waiting {
  readonly resolve: (encoded: EncodedBatch) => void;
  readonly reject: (reason: unknown) => void;
}

/** Far more than a batch takes. Without limits a thread collects its garbage so late that memory grows for a minute. */
const HEAP = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1024 };

/** One thread, which answers in the order in which it is asked. */
function createEncoder(settings: ExportSettings): Encoders {
  const script = new URL("./encoder-worker.js", import.meta.url);
  const worker: Worker = startThread(script, settings, HEAP);
  const waiting: Waiting[] = [];
  let dead: StarError | undefined;
  const die = (cause: unknown) => {
    dead ??= threadDied(cause);
    for (const { reject } of waiting.splice(0)) reject(dead);
  };
  worker.on("message", (reply: EncoderReply) => {
    const first = waiting.shift();
    if (reply.kind === "encoded") first?.resolve(reply.batch);
    else first?.reject(reply.error === undefined ? threadDied(reply.cause) : revive(reply.error));
  });
  worker.on("error", die);
  worker.on("exit", (code) => die(`it ended with exit code ${code}`));
  return {
    encode: (batch) =>
      new Promise((resolve, reject) => {
        if (dead !== undefined) return reject(dead);
        waiting.push({ resolve, reject });
        worker.postMessage(batch, [batch.bytes.buffer]);
      }),
    async close() {
      await worker.terminate();
    },
  };
}

function revive({ code, message, remedy }: Pick<StarError, "code" | "message" | "remedy">) {
  return new StarError(code, { message: message.slice(0, -remedy.length - 1), remedy });
}

function threadDied(cause: unknown): StarError {
  return new StarError("WORKER_FAILED", {
    message: `A thread that encoded trajectories died: ${cause instanceof Error ? cause.message : String(cause)}.`,
    remedy: "Export again; if memory ran out, with fewer samples of one task.",
    cause,
  });
}
