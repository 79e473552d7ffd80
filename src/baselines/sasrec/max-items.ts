/** Maximum number of items in the catalog that SASRec is trained on: the softmax over more needs too much memory. */
export const SASREC_MAX_ITEMS = 12_000;
