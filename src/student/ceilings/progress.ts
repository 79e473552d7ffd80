/** How far the training of a ceiling is. */
export interface CeilingProgress {
  readonly stage: string;
  /** Of this stage. */
  readonly done: number;
  readonly total: number;
}
