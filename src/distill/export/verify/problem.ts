/** Something that is not as `star export` writes it. */
export interface Problem {
  /** Relative to the export's folder. */
  readonly file: string;
  /** The row's number, from 1; null for what concerns the whole file. */
  readonly row: number | null;
  /** The row's id, where it is known. */
  readonly id: string | null;
  /** Where the first byte differs, counted from 0, in what `message` says; null where no bytes were compared. */
  readonly byte: number | null;
  readonly message: string;
}

/** Collects problems: of every file the first few, and how many there were. */
export interface Problems {
  add(problem: Problem): void;
  /** Whether anything was found in a file. */
  has(file: string): boolean;
  /** Whether a byte of a file was named. */
  hasByte(file: string): boolean;
  list(): Problem[];
  /** Of all files. */
  total(): number;
}

/** One torn byte can shift every row after it: nobody reads more than this. */
const KEPT_A_FILE = 5;

export function createProblems(): Problems {
  const byFile = new Map<string, Problem[]>();
  let total = 0;
  return {
    add(problem) {
      total++;
      const found = byFile.get(problem.file) ?? [];
      if (found.length < KEPT_A_FILE) byFile.set(problem.file, [...found, problem]);
    },
    has: (file) => byFile.has(file),
    hasByte: (file) => byFile.get(file)?.some(({ byte }) => byte !== null) ?? false,
    list: () => [...byFile.values()].flat(),
    total: () => total,
  };
}
