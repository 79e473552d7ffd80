import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createTasks } from "../../../src/data/tasks.js";
import { loadGeneric } from "../../../src/data/generic.js";
import { expectError, writeFolder } from "../support.js";
import { fileIn, outcomeOf, READERS } from "./support.js";

const HEADER = "user_id,item_id,timestamp\n";
const utf16 = (text: string) => Buffer.from(text, "utf16le");

/** Inputs that must be rejected, with what the error must say. */
const REJECTED: readonly { input: string; content: string | Buffer; parts: readonly string[] }[] = [
  {
    input: "UTF-16",
    content: utf16(`\ufeff${HEADER}u,a,5\n`),
    parts: ["DATASET_ENCODING", "UTF-16", "UTF-8"],
  },
  {
    input: "big-endian UTF-16",
    content: utf16(`\ufeff${HEADER}`).swap16(),
    parts: ["DATASET_ENCODING", "UTF-16"],
  },
  { input: "UTF-16 without a mark", content: utf16(HEADER), parts: ["DATASET_ENCODING", "UTF-16"] },
  {
    input: "Latin-1",
    content: Buffer.from(`${HEADER}u,a,5\ncafé,a,6\n`, "latin1"),
    parts: ["line 3", "offset 35"],
  },
  {
    input: "another delimiter",
    content: "user_id;item_id;timestamp\nu;a;5\n",
    parts: ["line 1", '["user_id;item_id;timestamp"]'],
  },
  {
    input: "NaN",
    content: `${HEADER}u,a,5\nu,a,NaN\n`,
    parts: ["line 3", 'timestamp is "NaN"', "Unix seconds"],
  },
  {
    input: "an infinite time",
    content: `${HEADER}u,a,Infinity\n`,
    parts: ["line 2", '"Infinity"'],
  },
  {
    input: "a tab in an ID",
    content: `${HEADER}u\tv,a,5\n`,
    parts: ["line 2", 'user_id is "u\\tv"', "control"],
  },
  {
    input: "a control character",
    content: `${HEADER}u,a,5\n\u0007,a,6\n`,
    parts: ["line 3", "\\u0007"],
  },
  { input: "a newline in an ID", content: `${HEADER}"u\nv",a,5\n`, parts: ["line 3", "u\\nv"] },
  {
    input: "an unknown item",
    content: `${HEADER}u,a,5\nu,z,6\n`,
    parts: ["line 3", 'the item "z" is not in items.csv'],
  },
  { input: "no rows", content: HEADER, parts: ["DATASET_EMPTY", "no interactions"] },
  {
    input: "a row of 5 MB",
    content: `${HEADER}u,a,5\n"${"x".repeat(5_000_000)}\n`,
    parts: ["line 3", "4 MiB", "unclosed quote"],
  },
];

describe.each(Object.keys(READERS) as (keyof typeof READERS)[])("reading %s", (reader) => {
  const read = async (content: string | Buffer, items = ["a", "b", '"', "__proto__"]) => {
    const file = fileIn(await writeFolder({}));
    await writeFile(file, content);
    return outcomeOf(reader, file, { delimiter: ",", items });
  };

  it.each(REJECTED)("rejects $input", async ({ content, parts }) => {
    const { error } = await read(content);
    for (const part of parts) expect(error).toContain(part);
  });

  it("keeps every digit, quotes and names of properties in IDs", async () => {
    const ids = [
      "76561198000000001",
      "76561198000000002",
      "007",
      "7",
      '"""quoted"""',
      "__proto__",
      "漢字",
    ];
    const rows = ids.map((id) => `${id},"__proto__",5\n`).join("");
    const { interactions } = await read(HEADER + rows);
    const expected = ids.map((id) => (id.startsWith('"') ? '"quoted"' : id));
    expect(interactions?.map(({ userId }) => userId)).toEqual(expected);
    expect(interactions?.every(({ itemId }) => itemId === "__proto__")).toBe(true);
  });

  it("keeps times before 1970 and in the future, which are in order all the same", async () => {
    const { interactions } = await read(`${HEADER}u,a,4102444800\nu,b,-86400\nu,a,0.25\n`);
    expect(interactions?.map(({ timestamp }) => timestamp)).toEqual([4_102_444_800, -86_400, 0.25]);
  });

  it("reads rows that span the blocks of a long file", async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, time) => `"user ${time % 7} ""with"" a name",${time % 2 ? "a" : '"b"'},${time}`,
    );
    const { interactions } = await read(`${HEADER}${rows.join("\n")}`);
    expect(interactions).toHaveLength(60_000);
    expect(interactions?.at(-1)).toEqual({
      userId: 'user 2 "with" a name',
      itemId: "a",
      timestamp: 59_999,
    });
    const late = await read(`${HEADER}${rows.join("\n")}\nu,a\n`);
    expect(late.error).toContain('line 60002: expected 3 fields, found 2: ["u","a"]');
  });
});

describe("a dataset", () => {
  const load = async (interactions: string, items = "item_id,title\na,Tea\n") =>
    loadGeneric(
      await writeFolder({ "items.csv": items, "interactions.csv": HEADER + interactions }),
    );

  it("of one user has one task, of one interaction none", async () => {
    const items = `item_id,title\n${Array.from({ length: 30 }, (_, item) => `i${item},T\n`).join("")}`;
    const tasks = async (rows: string) => createTasks(await load(rows, items), { split: "test" });
    expect((await tasks("u,i1,5\nu,i2,6\n")).tasks).toHaveLength(1);
    expect(await tasks("u,i1,5\n")).toMatchObject({ tasks: [], leftOut: { tooShort: 1 } });
  });

  it("of one item has no negatives, which is said", async () => {
    const dataset = await load("u,a,5\nv,a,6\n");
    expect(createTasks(dataset, { split: "test" }).tasks).toEqual([]);
    const other = await load("u,a,5\nu,b,6\n", "item_id,title\na,Tea\nb,Milk\n");
    const make = () => createTasks(other, { split: "test" });
    await expectError(make, "INVALID_ARGUMENT", "negatives is 19", "only 0 items");
  });
});
