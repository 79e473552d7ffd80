import { Transferred, type Handler, type WorkerModule } from "../../worker/protocol.js";
import type { Batch } from "./batches.js";
import { createBatchEncoder, type EncodedBatch } from "./encode-batch.js";
import type { ExportSettings } from "./settings.js";
import type { TokenMeter } from "./tokens.js";

/** Encodes batches; the rows' bytes are moved to the thread that sent the request. */
export function createEncodeHandler(
  settings: ExportSettings,
  meter?: TokenMeter,
): Handler<Batch, EncodedBatch> {
  const encode = createBatchEncoder(settings, meter);
  return (batch) => {
    const encoded = encode(batch);
    const buffers = encoded.chunks.flatMap(({ bytes }) =>
      bytes === undefined ? [] : [bytes.buffer],
    );
    return new Transferred(encoded, buffers);
  };
}

const start: WorkerModule<ExportSettings, Batch, EncodedBatch> = (settings) =>
  createEncodeHandler(settings);

export default start;
