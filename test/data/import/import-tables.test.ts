import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { type ImportOptions, importTables } from "../../../src/data/import/import-tables.js";
import { loadDataset } from "../../../src/data/load-dataset.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-import-"));
});
const path = (name: string) => join(folder, name);

async function importFiles(
  files: Record<string, string | Buffer>,
  options: Partial<ImportOptions> = {},
) {
  for (const [name, content] of Object.entries(files)) await writeFile(path(name), content);
  const [file = "", itemsFile] = Object.keys(files).map(path);
  const summary = await importTables({ file, itemsFile, out: path("out"), ...options });
  const read = (name: string) => readFile(path(join("out", name)), "utf8");
  return {
    summary,
    interactions: await read("interactions.csv"),
    items: await read("items.csv"),
    load: () => loadDataset({ name: "generic", directory: path("out") }),
  };
}

describe("importTables with a catalog that names the item differently", () => {
  const files = {
    "purchases.csv": "Kunde;Ware;Zeit\nann;a;2024-01-01\n",
    "catalog.csv": "Artikel;Name\na;Tea\n",
  };
  const columns = { user: "Kunde", item: "Ware", time: "Zeit" };

  it("reads the item from the column that was named", async () => {
    const { items } = await importFiles(files, { columns, catalogItem: "Artikel" });
    expect(items).toBe("item_id,title,categories\na,Tea,\n");
  });

  it("says which option names that column", async () => {
    await expect(importFiles(files, { columns })).rejects.toThrow("--catalog-item-col NAME");
  });
});

describe("importTables", () => {
  it("converts a shop's export with semicolons, quotes, dates and a catalog", async () => {
    const { summary, interactions, items, load } = await importFiles({
      "orders.csv":
        '\ufeffCustomer ID;Product;Ordered at;Stars\r\n0012;00707;2024-03-01 10:00;4\r\n"a;b";76561198000000001;2024-03-01T12:30:00+02:00;\r\n0012;x;2024-02-29;5\r\n',
      "products.csv": 'product,name,genres\n00707,"Tea, green",Drinks;Hot drinks\nx,,\n',
    });
    expect(interactions).toBe(
      "user_id,item_id,timestamp,rating\n0012,00707,1709287200,4\na;b,76561198000000001,1709289000,\n0012,x,1709164800,5\n",
    );
    expect(items).toBe(
      'item_id,title,categories\n00707,"Tea, green","Drinks|Hot drinks"\nx,x,\n76561198000000001,76561198000000001,\n',
    );
    expect(summary).toMatchObject({
      interactions: 3,
      users: 2,
      items: 3,
      undescribed: 2, // x in the catalog, and the item that it lacks
      timeFormat: "iso",
    });
    expect(summary.tables[0]?.columns.map(({ role, column }) => [role, column])).toEqual([
      ["user", "Customer ID"],
      ["item", "Product"],
      ["time", "Ordered at"],
      ["rating", "Stars"],
      ["title", null],
    ]);
    const dataset = await load();
    expect(dataset.items.get("00707")).toEqual({
      id: "00707",
      title: "Tea, green",
      categories: ["Drinks", "Hot drinks"],
    });
    expect([...dataset.interactions].map(({ userId }) => userId)).toEqual(["0012", "a;b", "0012"]);
  });

  it("reads a table without a header by the numbers of its columns, compressed", async () => {
    const { summary, interactions, items } = await importFiles(
      {
        "ratings.dat.gz": gzipSync("1::10::5::978300760\n2::20::3::978302109\n"),
        "movies.dat": "10::Toy Story (1995)::Animation|Comedy\n20::Heat (1995)::Action\n",
      },
      { columns: { user: "1", item: "2", time: "4" } },
    );
    expect(summary.tables[0]?.format).toEqual({ delimiter: "::", hasHeader: false });
    expect(interactions).toBe("user_id,item_id,timestamp\n1,10,978300760\n2,20,978302109\n");
    expect(items).toContain('10,"Toy Story (1995)",Animation|Comedy\n');
  });

  it("takes titles from the interactions, and milliseconds by their size", async () => {
    const { interactions, items, summary } = await importFiles({
      "log.tsv":
        'user\titem\ttitle\tts\nann\ta\tA "quoted" title\t1700000000500\nann\tb\t\t1700000001000\n',
    });
    expect(summary).toMatchObject({ timeFormat: "milliseconds", undescribed: 1 });
    expect(interactions).toBe("user_id,item_id,timestamp\nann,a,1700000000.5\nann,b,1700000001\n");
    expect(items).toBe('item_id,title,categories\na,"A ""quoted"" title",\nb,b,\n');
  });

  it("keeps ids of users out of the dataset with pseudonyms", async () => {
    const pseudonymsFile = path("private.csv");
    const { interactions } = await importFiles(
      {
        "log.csv":
          "email,item,time\nann@example.org,a,1\nbob@example.org,a,2\nann@example.org,b,3\n",
      },
      { pseudonymsFile },
    );
    expect(interactions).toBe("user_id,item_id,timestamp\nuser-1,a,1\nuser-2,a,2\nuser-1,b,3\n");
    expect(await readFile(pseudonymsFile, "utf8")).toBe(
      "user_id,pseudonym\nann@example.org,user-1\nbob@example.org,user-2\n",
    );
  });

  it("leaves incomplete rows out only when it is told to, and counts them", async () => {
    const files = { "log.csv": "user,item,time\nann,a,1\nnull,b,2\n,b,3\nbob,b,NaN\nbob,c,4\n" };
    await expect(importFiles(files)).rejects.toThrow(
      'log.csv, line 3: the user is empty: ["null","b","2"]. The first rows: ["ann","a","1"], ["null","b","2"], ["","b","3"]. Correct this row, choose another column with --user-col, or leave out such rows with --drop-incomplete.',
    );
    const { summary, interactions } = await importFiles(files, { dropIncomplete: true });
    expect(summary.dropped).toBe(3);
    expect(interactions).toBe("user_id,item_id,timestamp\nann,a,1\nbob,c,4\n");
  });

  it("rejects an id of the catalog that a program rounded, with its line", async () => {
    const files = {
      "log.csv": "user,item,time\nann,76561198000000001,1\n",
      "items.csv": "item,title\n1,One\n7.65612E+16,Two\n",
    };
    await expect(importFiles(files)).rejects.toThrow(
      'items.csv, line 3: item is "7.65612E+16": expected an id with all its digits',
    );
  });

  it.each([
    [
      "no column of times",
      "user,item\nann,a\n",
      {},
      'looks like the time: it has ["user","item"]. Its first rows: ["ann","a"]. Say which it is with --time-col NAME',
    ],
    [
      "no header",
      "1,2,3\n4,5,6\n",
      {},
      'looks like the user or the item or the time: it has no header. Its first rows: ["1","2","3"], ["4","5","6"]. Say which they are with --user-col NAME --item-col NAME --time-col NAME, or with their numbers from 1.',
    ],
    [
      "several columns with other names",
      "who,sku,wann\nann,a,1\n",
      {},
      'looks like the user or the time: it has ["who","sku","wann"]. Its first rows: ["ann","a","1"]. Say which they are with --user-col NAME --time-col NAME',
    ],
    [
      "a column that does not exist",
      "user,item,time\nann,a,1\n",
      { columns: { user: "who" } },
      'has no column "who"; it has ["user","item","time"].',
    ],
    [
      "dates with the day first",
      "user,item,date\nann,a,31/01/2024\n",
      {},
      'neither numbers nor dates with the year first: "31/01/2024"',
    ],
    ["a column of nulls", "user,item,time\nann,a,\nbob,b,\n", {}, "all are empty"],
    [
      "a day that does not exist",
      "user,item,date\nann,a,2024-01-31\nann,b,2024-02-30\n",
      {},
      'line 3: the time is "2024-02-30": expected a date with the year first',
    ],
    ["a rounded id", "user,item,time\n7.65612E+16,a,1\n", {}, "expected an id with all its digits"],
    [
      "a text without columns",
      "hello\nworld\n",
      {},
      'cannot be split into columns by ",", "\\t", ";", "|", "::". Its first rows: "hello", "world".',
    ],
    ["rows of different lengths", "a,b\n1,2,3\n", {}, "cannot be split into columns"],
    ["a header alone", "user,item,time\n", {}, "has only one row"],
    ["nothing", "\n", {}, "has no rows"],
    [
      "a short row without a header",
      `${"ann,a,1\n".repeat(100)}ann,a\n`,
      { columns: { user: "1", item: "2", time: "3" }, hasHeader: false },
      "Every row needs 3 fields.",
    ],
  ] as const)("rejects %s, and writes nothing", async (_, text, options, message) => {
    await expect(importFiles({ "log.csv": text }, options)).rejects.toThrow(message);
    await expect(readFile(path("out/items.csv"))).rejects.toThrow("ENOENT");
  });
});
