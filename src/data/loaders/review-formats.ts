import { isRecord } from "../../json.js";
import type { Loader } from "../loader-options.js";
import { createTagCounts } from "./tag-counts.js";
import { readReviews, type ReviewFormat } from "./reviews.js";
import { fromDateTime, fromGoodreadsDate, fromMilliseconds } from "./times.js";

/**
 * Amazon Reviews 2018: `NAME.json` or `NAME_5.json` with reviews and `meta_NAME.json`, plain or compressed, of one or several
 * categories.
 *
 * @see Ni, Li and McAuley (2019), https://doi.org/10.18653/v1/D19-1018
 */
const AMAZON_2018: Omit<ReviewFormat, "name"> = {
  reviews: /^(?!meta_).*\.json$/,
  catalog: /^meta_.*\.json$/,
  files: { reviews: "CATEGORY.json.gz", catalog: "meta_CATEGORY.json.gz" },
  fields: { user: "reviewerID", item: "asin", time: "unixReviewTime", rating: "overall" },
  id: "asin",
  titleOf: (row) => row["title"],
  categoriesOf: (row) => listOf(row["category"]),
};

/**
 * Amazon Reviews 2023: `NAME.jsonl` with reviews and `meta_NAME.jsonl`, plain or compressed, of one or several categories.
 *
 * @see Hou et al. (2024), arXiv 2403.03952
 */
const AMAZON_2023: Omit<ReviewFormat, "name"> = {
  reviews: /^(?!meta_).*\.jsonl$/,
  catalog: /^meta_.*\.jsonl$/,
  files: { reviews: "CATEGORY.jsonl.gz", catalog: "meta_CATEGORY.jsonl.gz" },
  fields: { user: "user_id", item: "parent_asin", time: "timestamp", rating: "rating" },
  seconds: (row) => fromMilliseconds(row["timestamp"]),
  id: "parent_asin",
  titleOf: (row) => row["title"],
  categoriesOf: (row) => [row["main_category"], ...listOf(row["categories"])],
};

/**
 * Goodreads of UCSD: `goodreads_interactions*.json` or `goodreads_reviews*.json` and `goodreads_books*.json`, plain or compressed, of one
 * or several genres. The time of an interaction is `date_added`; categories are the most frequent shelves.
 *
 * @see Wan and McAuley (2018), https://doi.org/10.1145/3240323.3240369
 */
const GOODREADS: Omit<ReviewFormat, "name"> = {
  reviews: /^goodreads_(?:interactions|reviews).*\.json$/,
  catalog: /^goodreads_books.*\.json$/,
  files: {
    reviews: "goodreads_interactions_GENRE.json.gz",
    catalog: "goodreads_books_GENRE.json.gz",
  },
  fields: { user: "user_id", item: "book_id", time: "date_added", rating: "rating" },
  seconds: (row) => fromGoodreadsDate(row["date_added"]),
  id: "book_id",
  titleOf: (row) => row["title"],
  categoriesOf: (row) => shelvesOf(row["popular_shelves"]),
};

/** Yelp Open Dataset: `yelp_academic_dataset_review.json` and `yelp_academic_dataset_business.json`, plain or compressed. */
const YELP: Omit<ReviewFormat, "name"> = {
  reviews: /^yelp_academic_dataset_review\.json$/,
  catalog: /^yelp_academic_dataset_business\.json$/,
  files: {
    reviews: "yelp_academic_dataset_review.json",
    catalog: "yelp_academic_dataset_business.json",
  },
  fields: { user: "user_id", item: "business_id", time: "date", rating: "stars" },
  seconds: (row) => fromDateTime(row["date"]),
  id: "business_id",
  titleOf: (row) => row["name"],
  categoriesOf: (row) => commaSeparated(row["categories"]),
};

/**
 * AgentSociety (AgentRecBench): `item.json` and `review.json` as its `data_process.py` writes them. Items and times have the form of
 * their source: Amazon, Goodreads or Yelp.
 *
 * @see AgentRecBench, arXiv 2505.19623
 */
const AGENT_SOCIETY: Omit<ReviewFormat, "name"> = {
  reviews: /^review\.json$/,
  catalog: /^item\.json$/,
  files: { reviews: "review.json", catalog: "item.json" },
  fields: { user: "user_id", item: "item_id", time: "timestamp", rating: "rating" },
  seconds: (row) => {
    if (row["source"] === "yelp") return fromDateTime(row["date"]);
    if (row["source"] === "goodreads") return fromGoodreadsDate(row["date_added"]);
    return fromMilliseconds(row["timestamp"]);
  },
  ratingOf: (row) => row["rating"] ?? row["stars"],
  id: "item_id",
  titleOf: (row) => row["title"] ?? row["name"],
  categoriesOf: (row) => {
    if (row["source"] === "yelp") return commaSeparated(row["categories"]);
    if (row["source"] === "goodreads") return shelvesOf(row["popular_shelves"]);
    return AMAZON_2023.categoriesOf(row);
  },
};

const FORMATS = {
  "amazon-reviews-2018": AMAZON_2018,
  "amazon-reviews-2023": AMAZON_2023,
  goodreads: GOODREADS,
  yelp: YELP,
  "agent-society": AGENT_SOCIETY,
} as const;

/** The loader of a dataset of reviews. */
export function loadReviewsOf(name: keyof typeof FORMATS): Loader {
  return (directory, options) => readReviews(directory, { name, ...FORMATS[name] }, options);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function commaSeparated(value: unknown): readonly string[] {
  return typeof value === "string" ? value.split(",") : listOf(value).map(String);
}

function shelvesOf(value: unknown): readonly string[] {
  const counts = createTagCounts();
  for (const shelf of listOf(value)) {
    if (!isRecord(shelf) || typeof shelf["name"] !== "string") continue;
    counts.add("", shelf["name"], Number(shelf["count"]) || 0);
  }
  return counts.of("");
}
