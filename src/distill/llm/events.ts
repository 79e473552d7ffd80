import { z } from "zod";

const steps = { step: z.int().min(0), steps: z.int().min(1) };
const loss = z.number();
const accuracy = z.number().min(0).max(1).nullable();

/** One line of `training/star_sft.py`. */
export const trainerEventSchema = z.discriminatedUnion("event", [
  /** The rows after tokenization; `dropped` are too long. */
  z.strictObject({
    event: z.literal("data"),
    rows: z.int(),
    validationRows: z.int(),
    dropped: z.int(),
    tokens: z.int(),
    trainedTokens: z.int(),
  }),
  /** Numbers of weights, all and trained, and the length of the run. */
  z.strictObject({
    event: z.literal("model"),
    parameters: z.int(),
    trained: z.int(),
    steps: z.int(),
  }),
  /** One update. Loss and share of tokens that were predicted right are those of its batch. */
  z.strictObject({
    event: z.literal("progress"),
    ...steps,
    /** How much of the run is done, by steps or by time. */
    share: z.number().min(0).max(1),
    loss,
    accuracy,
    learningRate: z.number().nullable(),
    seconds: z.number(),
  }),
  /** Loss and accuracy on the validation rows. */
  z.strictObject({ event: z.literal("validation"), step: steps.step, loss, accuracy }),
  z.strictObject({ event: z.literal("saving") }),
  z.strictObject({
    event: z.literal("done"),
    ...steps,
    stopped: z.boolean(),
    seconds: z.number(),
    best: z.strictObject({ loss, step: steps.step }).nullable(),
    files: z.array(z.string()),
  }),
  z.strictObject({ event: z.literal("error"), problem: z.string(), remedy: z.string() }),
]);

/** Value of {@link trainerEventSchema}. */
export type TrainerEvent = z.infer<typeof trainerEventSchema>;
/** An event of one kind. */
export type TrainerEventOf<Kind extends TrainerEvent["event"]> = Extract<
  TrainerEvent,
  { readonly event: Kind }
>;
