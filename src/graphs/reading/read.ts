import type { Repair } from "../../models/reply/repair.js";

/** What was read from a reply: an answer and what had to be repaired for it, or why it cannot be read. */
export type Read<Answer> =
  | { readonly success: true; readonly answer: Answer; readonly repairs: readonly Repair[] }
  | {
      readonly success: false;
      /** A sentence or more for the model, which is asked again. */
      readonly reason: string;
    };

/** The way in which one role's answers may differ from their schema without leaving a doubt about what is meant. */
export interface Leniency {
  /** Corrects a value that the schema rejects; undefined if it cannot. */
  readonly correct?: (value: unknown) => Corrected | undefined;
  /** Reads an answer that is no JSON; undefined if it cannot. */
  readonly readText?: (text: string) => Corrected | undefined;
}

/** A corrected value. */
export interface Corrected {
  readonly value: unknown;
  readonly repairs: readonly Repair[];
}
