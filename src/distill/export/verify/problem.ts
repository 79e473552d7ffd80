/** A difference between an export and what `star export` writes. */
export interface Problem {
  /** Relative to the export's folder. */
  readonly file: string;
  /** The row's number, from 1; null for a problem of the whole file. */
  readonly row: number | null;
  /** The row's id; null if it is unknown. */
  readonly id: string | null;
  /** Offset of the first differing byte, from 0, in the text or file that `message` names; null where no bytes were compared. */
  readonly byte: number | null;
  readonly message: string;
}

/** A collection of problems: the first few per file, and the total number. */
export interface ProblemList {
  add(problem: Problem): void;
  /** Whether a file has a problem. */
  has(file: string): boolean;
  /** Whether a problem of a file has a byte offset. */
  hasByte(file: string): boolean;
  list(): Problem[];
  /** Number of problems of all files. */
  total(): number;
}

/** One missing row can shift all later rows, so further problems of a file are only counted. */
const MAX_PER_FILE = 5;

/** Creates an empty {@link ProblemList}. */
export function createProblemList(): ProblemList {
  const byFile = new Map<string, Problem[]>();
  let total = 0;
  return {
    add(problem) {
      total++;
      const found = byFile.get(problem.file) ?? [];
      if (found.length < MAX_PER_FILE) byFile.set(problem.file, [...found, problem]);
    },
    has: (file) => byFile.has(file),
    hasByte: (file) => byFile.get(file)?.some(({ byte }) => byte !== null) ?? false,
    list: () => [...byFile.values()].flat(),
    total: () => total,
  };
}
