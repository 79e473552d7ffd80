/** What the letters in the column names of an evidence table mean, as its legend explains them. */
export const COLUMN_LETTERS = {
  w: "users who chose both it and one of those",
  s: "times others chose it within 5 choices after those",
  t: "score, reached from those by one choice in between",
  E: "EASE score",
  A: "ALS score",
  c: "those that share a category with it",
  T: "score, how similar its title is to theirs",
  n: "most similar users who chose it",
  p: "all users who chose it",
} as const;

/** Groups of evidence kinds that a caller can ask for. */
export const EVIDENCE_FOCUSES = ["recent", "long_term", "neighbors", "all"] as const;
/** One of {@link EVIDENCE_FOCUSES}. */
export type EvidenceFocus = (typeof EVIDENCE_FOCUSES)[number];

/**
 * The kinds of evidence in the order of an evidence table. `column` is the name of the column: a letter of {@link COLUMN_LETTERS}, then
 * how many of the last choices it is about, `h` for the whole history. A `count` has a base and a lift; a `score` of a model has no unit,
 * so that only its rank is stated. `label` is the phrase in sentences, without `": "` and `"; "`.
 */
export const EVIDENCE_KINDS = [
  {
    id: "together_1",
    focus: "recent",
    column: "w1",
    form: "count",
    label: "with last 1",
    meaning: "users who chose both it and the last choice, of all users of the last choice",
  },
  {
    id: "together_3",
    focus: "recent",
    column: "w3",
    form: "count",
    label: "with last 3",
    meaning: "the same, summed over the last 3 choices",
  },
  {
    id: "soon_after_1",
    focus: "recent",
    column: "s1",
    form: "count",
    label: "soon after last 1",
    meaning:
      "times others chose it within 5 choices after the last choice, of all choices they made there",
  },
  {
    id: "soon_after_3",
    focus: "recent",
    column: "s3",
    form: "count",
    label: "soon after last 3",
    meaning: "the same, summed over the last 3 choices",
  },
  {
    id: "soon_after_10",
    focus: "recent",
    column: "s10",
    form: "count",
    label: "soon after last 10",
    meaning: "the same, summed over the last 10 choices",
  },
  {
    id: "two_steps_3",
    focus: "recent",
    column: "t3",
    form: "score",
    label: "two steps after last 3",
    meaning: "score for being reached from the last 3 choices through one choice in between",
  },
  {
    id: "regression_10",
    focus: "recent",
    column: "E10",
    form: "score",
    label: "EASE from last 10",
    meaning: "score of the item-to-item regression EASE from the last 10 choices",
  },
  {
    id: "factors_10",
    focus: "recent",
    column: "A10",
    form: "score",
    label: "ALS from last 10",
    meaning: "score of the matrix factorization ALS for a user with only the last 10 choices",
  },
  {
    id: "categories_10",
    focus: "recent",
    column: "c10",
    form: "count",
    label: "categories of last 10",
    meaning: "how many of the last 10 choices share a category with it",
  },
  {
    id: "titles_3",
    focus: "recent",
    column: "T3",
    form: "score",
    label: "titles of last 3",
    meaning:
      "similarity of its title to those of the last 3 choices, by TF-IDF of words and word pairs",
  },
  {
    id: "together_all",
    focus: "long_term",
    column: "wh",
    form: "count",
    label: "with whole history",
    meaning: "users who chose both it and a past choice, summed over the whole history",
  },
  {
    id: "regression_all",
    focus: "long_term",
    column: "Eh",
    form: "score",
    label: "EASE from whole history",
    meaning: "score of the item-to-item regression EASE from the whole history",
  },
  {
    id: "factors_all",
    focus: "long_term",
    column: "Ah",
    form: "score",
    label: "ALS from whole history",
    meaning: "score of the matrix factorization ALS from the whole history",
  },
  {
    id: "categories_all",
    focus: "long_term",
    column: "ch",
    form: "count",
    label: "categories of whole history",
    meaning: "how many of all past choices share a category with it",
  },
  {
    id: "titles_all",
    focus: "long_term",
    column: "Th",
    form: "score",
    label: "titles of whole history",
    meaning: "similarity of its title to those of the whole history",
  },
  {
    id: "neighbors_all",
    focus: "neighbors",
    column: "nh",
    form: "count",
    label: "nearest users",
    meaning: "how many of the users with the most similar whole history chose it",
  },
  {
    id: "neighbors_10",
    focus: "neighbors",
    column: "n10",
    form: "count",
    label: "users nearest by last 10",
    meaning: "how many of the users most similar to the last 10 choices chose it",
  },
  {
    id: "popularity",
    focus: "neighbors",
    column: "p",
    form: "count",
    label: "all users",
    meaning: "how many of all users chose it: its base rate, the same for everybody",
  },
] as const satisfies readonly {
  id: string;
  focus: Exclude<EvidenceFocus, "all">;
  column: string;
  form: "count" | "score";
  label: string;
  meaning: string;
}[];

/** Id of one of {@link EVIDENCE_KINDS}. */
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]["id"];

/** The kinds of evidence of a focus, in the order of {@link EVIDENCE_KINDS}. */
export function kindsOfFocus(focus: EvidenceFocus) {
  return EVIDENCE_KINDS.filter((kind) => focus === "all" || kind.focus === focus);
}
