import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DATASET_NAMES, loadDataset } from "../../src/data/load-dataset.js";
import type { Dataset } from "../../src/types.js";
import { expectError, writeFolder } from "./support.js";

const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");
const latin1 = (text: string) => Buffer.from(text, "latin1");

interface Example {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Buffer>>;
  /** `id: title (categories)` of every item. */
  readonly items: readonly string[];
  /** `user item timestamp` of every interaction. */
  readonly interactions: readonly string[];
  readonly clock?: "order";
  /** A least rating and the interactions with it; left out for a dataset without ratings. */
  readonly rated?: readonly [least: number, interactions: readonly string[]];
}

const MOVIES =
  'movieId,title,genres\n1,"American President, The (1995)",Comedy|Drama|Romance\n2,Ohne,(no genres listed)\n';
const RATINGS = "userId,movieId,rating,timestamp\n1,2,4.0,1256677221\n1,1,3.5,1256677222\n";

/** A few rows of every dataset, in the format of its files. */
const EXAMPLES: readonly Example[] = [
  {
    name: "movielens-1m",
    files: {
      "movies.dat": latin1(
        "1::Toy Story (1995)::Animation|Children's|Comedy\n2::Misérables, Les (1995)::Drama\n",
      ),
      "ratings.dat": "1::2::5::978300760\n1::1::3::978302109\n",
    },
    items: [
      "1: Toy Story (1995) (Animation, Children's, Comedy)",
      "2: Misérables, Les (1995) (Drama)",
    ],
    interactions: ["1 2 978300760", "1 1 978302109"],
    rated: [4, ["1 2 978300760"]],
  },
  ...["movielens-latest", "movielens-20m", "movielens-25m", "movielens-32m"].map((name) => ({
    name,
    files: { "movies.csv": MOVIES, "ratings.csv.gz": gzipSync(RATINGS) },
    items: ["1: American President, The (1995) (Comedy, Drama, Romance)", "2: Ohne ()"],
    interactions: ["1 2 1256677221", "1 1 1256677222"],
    rated: [3.6, ["1 2 1256677221"]] as const,
  })),
  {
    name: "amazon-reviews-2018",
    files: {
      "All_Beauty_5.json.gz": gzipSync(
        lines({
          overall: 5,
          verified: true,
          reviewTime: "01 5, 2015",
          reviewerID: "A3NH",
          asin: "0143026860",
          unixReviewTime: 1_420_416_000,
        }),
      ),
      "meta_All_Beauty.json": lines(
        { category: ["Beauty", "Hair Care"], title: "Cream &amp; Oil", asin: "0143026860" },
        { category: [], title: "Never reviewed", asin: "B000000000" },
      ),
    },
    items: ["0143026860: Cream &amp; Oil (Beauty, Hair Care)"],
    interactions: ["A3NH 0143026860 1420416000"],
    rated: [5, ["A3NH 0143026860 1420416000"]],
  },
  {
    name: "amazon-reviews-2023",
    files: {
      "All_Beauty.jsonl": lines(
        {
          rating: 5,
          title: "Good",
          asin: "B00YQ6X8EO",
          parent_asin: "B00YQ6X8E0",
          user_id: "AGKHLEW2",
          timestamp: 1_588_687_728_923,
        },
        {
          rating: 1,
          title: "Bad",
          asin: "B0",
          parent_asin: "B0",
          user_id: "AGKHLEW2",
          timestamp: 1_588_687_728_924,
        },
      ),
      "meta_All_Beauty.jsonl": lines({
        main_category: "All Beauty",
        title: "Soap",
        categories: ["Bath"],
        parent_asin: "B00YQ6X8E0",
      }),
    },
    items: ["B00YQ6X8E0: Soap (All Beauty, Bath)", "B0: untitled item ()"],
    interactions: ["AGKHLEW2 B00YQ6X8E0 1588687728.923", "AGKHLEW2 B0 1588687728.924"],
    rated: [2, ["AGKHLEW2 B00YQ6X8E0 1588687728.923"]],
  },
  {
    name: "goodreads",
    files: {
      "goodreads_interactions_poetry.json.gz": gzipSync(
        lines({
          user_id: "8842281e",
          book_id: "1384",
          is_read: true,
          rating: 4,
          date_added: "Wed Oct 31 16:00:05 -0700 2007",
          date_updated: "",
        }),
      ),
      "goodreads_books_poetry.json.gz": gzipSync(
        lines({
          book_id: "1384",
          title: "Rime",
          popular_shelves: [
            { count: "90", name: "to-read" },
            { count: "7", name: "poetry" },
          ],
        }),
      ),
    },
    items: ["1384: Rime (poetry)"],
    interactions: ["8842281e 1384 1193871605"], // 23:00:05 UTC
    rated: [4, ["8842281e 1384 1193871605"]],
  },
  {
    name: "yelp",
    files: {
      "yelp_academic_dataset_review.json": lines({
        review_id: "K",
        user_id: "mh",
        business_id: "XQ",
        stars: 3,
        date: "2018-07-07 22:09:11",
      }),
      "yelp_academic_dataset_business.json": lines({
        business_id: "XQ",
        name: "Turning Point",
        categories: "Restaurants, Breakfast & Brunch",
      }),
    },
    items: ["XQ: Turning Point (Restaurants, Breakfast & Brunch)"],
    interactions: ["mh XQ 1531001351"],
    rated: [3, ["mh XQ 1531001351"]],
  },
  {
    name: "agent-society",
    files: {
      "item.json": lines(
        {
          item_id: "B1",
          title: "Drum",
          main_category: "Instruments",
          categories: ["Drums"],
          source: "amazon",
          type: "product",
        },
        {
          item_id: "Y1",
          name: "Cafe",
          categories: "Food, Coffee",
          source: "yelp",
          type: "business",
        },
        {
          item_id: "77",
          title: "Poems",
          popular_shelves: [{ count: "3", name: "poetry" }],
          source: "goodreads",
          type: "book",
        },
      ),
      "review.json": lines(
        {
          review_id: "a",
          user_id: "u",
          item_id: "B1",
          stars: 5,
          timestamp: 1_588_687_728_923,
          source: "amazon",
        },
        {
          review_id: "b",
          user_id: "u",
          item_id: "Y1",
          stars: 2,
          date: "2018-07-07 22:09:11",
          source: "yelp",
        },
        {
          review_id: "c",
          user_id: "u",
          item_id: "77",
          stars: 5,
          date_added: "Wed Oct 31 16:00:05 -0700 2007",
          source: "goodreads",
        },
      ),
      "user.json": lines({ user_id: "u", source: "amazon" }),
    },
    items: ["B1: Drum (Instruments, Drums)", "Y1: Cafe (Food, Coffee)", "77: Poems (poetry)"],
    interactions: ["u B1 1588687728.923", "u Y1 1531001351", "u 77 1193871605"],
    rated: [3, ["u B1 1588687728.923", "u 77 1193871605"]],
  },
  {
    name: "goodbooks-10k",
    files: {
      "ratings.csv": "user_id,book_id,rating\n1,258,5\n2,4081,4\n",
      "books.csv":
        'book_id,goodreads_book_id,best_book_id,title\n258,24178,24178,"Shadow, The"\n4081,231,231,Jungle\n',
      "tags.csv": "tag_id,tag_name\n1,to-read\n2,classics\n",
      "book_tags.csv": "goodreads_book_id,tag_id,count\n24178,1,900\n24178,2,30\n",
    },
    items: ["258: Shadow, The (classics)", "4081: Jungle ()"],
    interactions: ["1 258 0", "2 4081 1"],
    rated: [5, ["1 258 0"]],
    clock: "order",
  },
  {
    name: "lastfm-hetrec",
    files: {
      "artists.dat":
        'id\tname\turl\tpictureURL\n52\tMorcheeba\thttp://a\thttp://b\n63\t"Weird Al" Yankovic\thttp://a\thttp://b\n',
      "tags.dat": latin1("tagID\ttagValue\n13\tchillout\n15\tdowntempo\n16\tété\n"),
      "user_taggedartists-timestamps.dat":
        "userID\tartistID\ttagID\ttimestamp\n2\t52\t13\t1238536800000\n2\t52\t15\t1238536800000\n2\t63\t16\t1241128800000\n",
    },
    items: ["52: Morcheeba (chillout, downtempo)", '63: "Weird Al" Yankovic (été)'],
    interactions: ["2 52 1238536800", "2 63 1241128800"],
  },
  {
    name: "recbole",
    files: {
      "ml-100k.inter":
        "user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n186\t302\t3\t891717742\n",
      "ml-100k.item":
        'item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n242\t"Kolya" and me\t1996\tComedy Sci-Fi\n9\tNobody saw it\t1996\tDrama\n',
    },
    items: ['242: "Kolya" and me (Comedy, Sci-Fi)', "302: untitled item ()"],
    interactions: ["196 242 881250949", "186 302 891717742"],
    rated: [3, ["196 242 881250949", "186 302 891717742"]],
  },
];

const rowsOf = ({ interactions }: Dataset) =>
  Array.from(interactions, (one) => `${one.userId} ${one.itemId} ${one.timestamp}`);

describe("loadDataset", () => {
  it.each(EXAMPLES)(
    "reads $name",
    async ({ name, files, items, interactions, clock = "unix-seconds" }) => {
      const dataset = await loadDataset({ name, directory: await writeFolder(files) });
      expect(dataset).toMatchObject({ name, clock, synthetic: false });
      const described = Array.from(
        dataset.items.values(),
        (item) => `${item.id}: ${item.title} (${item.categories.join(", ")})`,
      );
      expect(described).toEqual(items);
      expect(rowsOf(dataset)).toEqual(interactions);
    },
  );

  it.each(EXAMPLES)(
    "leaves out low ratings of $name, or says that it has none",
    async (example) => {
      const { name, files, rated } = example;
      const directory = await writeFolder(files);
      if (rated === undefined) {
        await expectError(
          () => loadDataset({ name, directory, minRating: 4 }),
          "INVALID_ARGUMENT",
          name,
        );
        return;
      }
      const [least, interactions] = rated;
      const dataset = await loadDataset({ name, directory, minRating: least });
      expect(dataset.name).toBe(`${name}+rating-${least}`);
      expect(rowsOf(dataset)).toEqual(interactions);
      await expectError(() => loadDataset({ name, directory, minRating: 6 }), "DATASET_EMPTY");
    },
  );

  it.each(EXAMPLES)("names the file of $name that is missing", async ({ name, files }) => {
    for (const missing of Object.keys(files).filter(
      (file) => !/tags\.csv|user\.json|\.item$/.test(file),
    )) {
      const rest = Object.fromEntries(Object.entries(files).filter(([file]) => file !== missing));
      const directory = await writeFolder(rest);
      await expectError(() => loadDataset({ name, directory }), "DATASET_NOT_FOUND", directory);
    }
  });

  it("rejects times in another form, with the line and the value", async () => {
    const yelp = EXAMPLES.find(({ name }) => name === "yelp")!;
    const review = { user_id: "u", business_id: "b", date: "2018-07-07" };
    const directory = await writeFolder({
      ...yelp.files,
      "yelp_academic_dataset_review.json": lines(review),
    });
    await expectError(
      () => loadDataset({ name: "yelp", directory }),
      "DATASET_MALFORMED",
      "line 1",
      'date is "2018-07-07"',
    );
  });

  it("has an example of every dataset that is read from files", () => {
    const others = [
      "movielens-100k",
      "amazon-scientific-2018",
      "amazon-reviews-2023-sample",
      "generic",
      "synthetic",
    ];
    expect(new Set([...EXAMPLES.map(({ name }) => name), ...others])).toEqual(
      new Set(DATASET_NAMES),
    );
  });
});
