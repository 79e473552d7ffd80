/** A tool call that was read from text. */
export interface TextCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}
