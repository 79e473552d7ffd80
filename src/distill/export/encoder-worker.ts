import { parentPort, workerData } from "node:worker_threads";
import { StarError } from "../../errors.js";
import type { Batch } from "./batches.js";
import { createBatchEncoder, type EncodedBatch } from "./encode-batch.js";
import type { ExportSettings } from "./settings.js";

/** An answer to one batch; errors of this package as plain data. */
export type EncoderReply =
  | { readonly kind: "encoded"; readonly batch: EncodedBatch }
  | {
      readonly kind: "failed";
      readonly error: Pick<StarError, "code" | "message" | "remedy"> | undefined;
      readonly cause: string;
    };

// One thread: takes batches, answers each with its rows.
const settings: ExportSettings = workerData;
const encode = createBatchEncoder(settings);

parentPort?.on("message", (batch: Batch) => {
  const reply = answer(batch);
  const chunks = reply.kind === "encoded" ? reply.batch.chunks : [];
  const buffers = chunks.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes.buffer]));
  parentPort?.postMessage(reply, buffers);
});

function answer(batch: Batch): EncoderReply {
  try {
    return { kind: "encoded", batch: encode(batch) };
  } catch (error) {
    if (!StarError.isInstance(error)) {
      return { kind: "failed", error: undefined, cause: String(error) };
    }
    const { code, message, remedy } = error;
    return { kind: "failed", error: { code, message, remedy }, cause: message };
  }
}
