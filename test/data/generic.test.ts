import { describe, expect, it } from "vitest";
import { loadGeneric } from "../../src/data/generic.js";
import { expectError, writeFolder } from "./support.js";

const FORMS = {
  csv: {
    "items.csv":
      '\ufeffitem_id,title,categories\na,"Tea, green",Drinks|Green|drinks\nb,"Two\nlines",\n',
    "interactions.csv": "user_id,item_id,timestamp,rating\nu,b,1700000000,5\nv,a,1700000001.5,\n",
  },
  tsv: {
    "items.tsv": "title\titem_id\tcategories\nTea, green\ta\tDrinks|Green\nTwo lines\tb\t\n",
    "interactions.tsv": "user_id\titem_id\ttimestamp\nu\tb\t1700000000\nv\ta\t1700000001.5\n",
  },
  jsonl: {
    "items.jsonl":
      '{"item_id":"a","title":"Tea, green","categories":["Drinks","Green"]}\n{"item_id":"b","title":"Two\\nlines"}\n',
    "interactions.jsonl":
      '{"user_id":"u","item_id":"b","timestamp":1700000000}\n{"user_id":"v","item_id":"a","timestamp":"1700000001.5"}\n',
  },
};

const load = async (files: Readonly<Record<string, string>>) =>
  loadGeneric(await writeFolder(files));

describe("loadGeneric", () => {
  it.each(Object.entries(FORMS))("reads %s", async (_, files) => {
    const dataset = await load(files);
    expect([...dataset.items.values()]).toEqual([
      { id: "a", title: "Tea, green", categories: ["Drinks", "Green"] },
      { id: "b", title: "Two lines", categories: [] },
    ]);
    expect([...dataset.interactions]).toEqual([
      { userId: "u", itemId: "b", timestamp: 1_700_000_000 },
      { userId: "v", itemId: "a", timestamp: 1_700_000_001.5 },
    ]);
    expect(dataset.clock).toBe("unix-seconds");
  });

  const { "items.csv": items } = FORMS.csv;
  const log = (...rows: readonly string[]) => ({
    "items.csv": items,
    "interactions.csv": ["user_id,item_id,timestamp", ...rows, ""].join("\n"),
  });

  it("keeps repeats, removes exact duplicates and counts them", async () => {
    const dataset = await load(log("u,a,5", "u,b,6", "u,a,5", "u,a,7", "u,a,5.0"));
    expect(
      Array.from(dataset.interactions, ({ itemId, timestamp }) => [itemId, timestamp]),
    ).toEqual([
      ["a", 5],
      ["b", 6],
      ["a", 7],
    ]);
    expect(dataset.duplicatesRemoved).toBe(2);
  });

  it("reads timestamps as positions if all are within 1970", async () => {
    expect((await load(log("u,a,0", "u,b,31535999"))).clock).toBe("order");
    expect((await load(log("u,a,0", "u,b,31536000"))).clock).toBe("unix-seconds");
  });

  it.each([
    { row: "u,z,5", parts: ['"z"', "items.csv", "Add the item"] },
    { row: "u,a,", parts: ['timestamp is ""', "expected a number"] },
    { row: "u,a,1700000000000", parts: ["1700000000000", "seconds"] },
    { row: " ,a,5", parts: ["user_id"] },
    { row: "u,a", parts: ["expected 3 fields, found 2"] },
  ])("rejects the row $row", async ({ row, parts }) => {
    const files = log("u,a,1", row);
    await expectError(() => load(files), "DATASET_MALFORMED", "interactions.csv, line 3", ...parts);
  });

  const USERS = ["76561198000000001", "76561198000000002", "007", "7"];
  const ITEM = "90071992547409931";
  const IDS = {
    csv: { items: `item_id,title\n${ITEM},Tea`, row: (user: string) => `${user},${ITEM},5` },
    tsv: { items: `item_id\ttitle\n${ITEM}\tTea`, row: (user: string) => `${user}\t${ITEM}\t5` },
    jsonl: {
      items: `{"item_id": ${ITEM}, "title": "Tea"}`,
      row: (user: string) => {
        const id = user.startsWith("0") ? JSON.stringify(user) : user;
        return `{"user_id": ${id}, "item_id": ${ITEM}, "timestamp": 5}`;
      },
    },
  };
  const HEADERS = {
    csv: "user_id,item_id,timestamp\n",
    tsv: "user_id\titem_id\ttimestamp\n",
    jsonl: "",
  };

  it.each(["csv", "tsv", "jsonl"] as const)("keeps every digit of an id in %s", async (form) => {
    const { items, row } = IDS[form];
    const dataset = await load({
      [`items.${form}`]: items,
      [`interactions.${form}`]: HEADERS[form] + USERS.map(row).join("\n"),
    });
    expect(Array.from(dataset.interactions, ({ userId }) => userId)).toEqual(USERS);
    expect([...dataset.items.keys()]).toEqual([ITEM]);
  });

  it.each([
    { row: "7.65612E+16,a,5", parts: ['user_id is "7.65612E+16"', "write the column as text"] },
    { row: "u,a,2023-11-14", parts: ['timestamp is "2023-11-14"', "Unix seconds"] },
    { row: "u,a,1700000000000000", parts: ["timestamp", "not microseconds"] },
  ])("rejects the rounded id or wrong time of $row", async ({ row, parts }) => {
    await expectError(
      () => load(log(row)),
      "DATASET_MALFORMED",
      "interactions.csv, line 2",
      ...parts,
    );
  });

  it.each([
    { field: '"user_id": 7.6561198e16, "timestamp": 5', parts: ["user_id is 76561198000000000"] },
    { field: '"user_id": 1, "timestamp": 1700000000123456789', parts: ['"1700000000123456789"'] },
  ])("rejects the JSON fields $field", async ({ field, parts }) => {
    const files = {
      "items.jsonl": IDS.jsonl.items,
      "interactions.jsonl": `{${field}, "item_id": ${ITEM}}`,
    };
    await expectError(() => load(files), "DATASET_MALFORMED", "line 1", ...parts);
  });

  it("rejects a missing column and names the columns found", async () => {
    const files = { "items.csv": "item_id,name\na,Tea\n", "interactions.csv": "" };
    await expectError(() => load(files), "DATASET_MALFORMED", '"title"', '["item_id","name"]');
  });

  it("rejects files in two formats, and names the files it looked for if there are none", async () => {
    await expectError(
      () => load({ ...FORMS.csv, ...FORMS.tsv }),
      "DATASET_MALFORMED",
      "items.csv and items.tsv",
    );
    await expectError(() => load({}), "DATASET_NOT_FOUND", "items.csv, items.tsv, items.jsonl");
    await expectError(() => load({ "items.csv": items }), "DATASET_NOT_FOUND", "interactions.csv");
    await expectError(() => load(log()), "DATASET_EMPTY", "interactions.csv");
  });
});
