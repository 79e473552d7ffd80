import { createWorkerPool } from "../../worker/pool.js";
import type { Batch } from "./batches.js";
import type { EncodedBatch } from "./encode-batch.js";
import { createEncodeHandler } from "./encoder-worker.js";
import type { ExportSettings } from "./settings.js";
import type { TokenMeter } from "./tokens.js";

/** Turns batches of trajectories into rows. */
export interface Encoders {
  /** Takes ownership of the batch's bytes. */
  encode(batch: Batch): Promise<EncodedBatch>;
  close(): Promise<void>;
}

/** Options of {@link createEncoders}. */
export interface EncodersOptions {
  readonly settings: ExportSettings;
  /** A token counter cannot be sent to a thread: with one, everything is encoded in this thread. */
  readonly meter: TokenMeter | undefined;
  /** 0 encodes in this thread, which is always done if duplicates are dropped: they can be in any two batches. */
  readonly threads: number;
}

/** Limits far above the needs of a batch. Without them, V8 collects garbage in threads so late that memory grows for a minute. */
const HEAP = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1024 };

/** Two requests per thread: one that it processes, and one that it can start at once. */
const SLOTS = 2;

/** Starts the threads that encode batches. */
export function createEncoders({ settings, meter, threads }: EncodersOptions): Encoders {
  const pool = createWorkerPool<Batch, EncodedBatch>({
    threads: meter === undefined && settings.dedup === "none" ? threads : 0,
    slots: SLOTS,
    module: new URL("./encoder-worker.js", import.meta.url),
    data: () => settings,
    inline: () => createEncodeHandler(settings, meter),
    resourceLimits: HEAP,
    remedy: "Export again; if memory ran out, with fewer samples of one task.",
  });
  return {
    encode: (batch) => pool.ask(batch, { transfer: [batch.bytes.buffer] }),
    close: pool.close,
  };
}
