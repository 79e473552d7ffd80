import { describe, expect, it } from "vitest";
import { loadAmazonScientific2018 } from "../../src/data/amazon-scientific-2018.js";
import { expectError, writeFolder } from "./support.js";

const FILES = {
  "Scientific.item2index": "A1\t0\nA2\t1\nA3\t2\n",
  "Scientific.user2index": "R1\t0\nR2\t1\n",
  "Scientific.text": [
    "item_id:token\ttext:token_seq",
    'A1\tGlue, 8 oz. "Strong". Industrial & Scientific Adhesives. Gorilla. ',
    "A2\tWipes, 4.4 x 8.4 in. 1-ply. . Kim. ",
    "A3\tTape. Industrial & Scientific Adhesives Duct Tape. S.O.L. ",
    "",
  ].join("\n"),
  "Scientific.test.inter": [
    "user_id:token\titem_id_list:token_seq\titem_id:token",
    "1\t2 0 2\t1",
    "0\t0\t2",
    "",
  ].join("\n"),
};

const load = async (changed: Readonly<Record<string, string>> = {}) =>
  loadAmazonScientific2018(await writeFolder({ ...FILES, ...changed }));

describe("loadAmazonScientific2018", () => {
  it("reads titles before the path and categories from the path, without brands", async () => {
    expect([...(await load()).items.values()]).toEqual([
      { id: "A1", title: 'Glue, 8 oz. "Strong"', categories: ["Adhesives"] },
      { id: "A2", title: "Wipes, 4.4 x 8.4 in. 1-ply", categories: [] },
      { id: "A3", title: "Tape", categories: ["Adhesives", "Duct Tape"] },
    ]);
  });

  it("uses positions as timestamps and keeps repeats", async () => {
    const dataset = await load();
    expect(dataset.clock).toBe("order");
    expect([...dataset.interactions]).toEqual([
      { userId: "R2", itemId: "A3", timestamp: 0 },
      { userId: "R2", itemId: "A1", timestamp: 1 },
      { userId: "R2", itemId: "A3", timestamp: 2 },
      { userId: "R2", itemId: "A2", timestamp: 3 },
      { userId: "R1", itemId: "A1", timestamp: 0 },
      { userId: "R1", itemId: "A3", timestamp: 1 },
    ]);
  });

  const header = "user_id:token\titem_id_list:token_seq\titem_id:token\n";
  it.each([
    {
      file: "test.inter",
      content: `${header}0\t0 9\t1\n`,
      parts: ["line 2", 'item number "9"', "item2index"],
    },
    {
      file: "test.inter",
      content: `${header}5\t0\t1\n`,
      parts: ["line 2", 'user number "5"', "user2index"],
    },
    {
      file: "test.inter",
      content: `${header}0\t0\t1\n0\t1\t2\n`,
      parts: ["line 3", 'duplicate user "R1"'],
    },
    {
      file: "test.inter",
      content: "user\titem\n",
      parts: ["line 1", "user_id:token", '["user","item"]'],
    },
    {
      file: "text",
      content: "item_id:token\ttext:token_seq\nA1\tGlue. \n",
      parts: ['"A3"', "Scientific.text"],
    },
    { file: "item2index", content: "A1\t0\nA2\t0\n", parts: ["line 2", 'duplicate number "0"'] },
  ])("rejects an invalid $file: $parts", async ({ file, content, parts }) => {
    const changed = { [`Scientific.${file}`]: content };
    await expectError(() => load(changed), "DATASET_MALFORMED", "Scientific.", ...parts);
  });

  it("reports an empty file", async () => {
    await expectError(
      () => load({ "Scientific.test.inter": header }),
      "DATASET_EMPTY",
      "test.inter",
    );
  });
});
