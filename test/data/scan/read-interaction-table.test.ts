import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fileIn, outcomeOf } from "./support.js";

const ITEMS = [
  "a",
  "7",
  "007",
  "90071992547409931",
  "é—漢",
  'x"y',
  "p,q",
  "__proto__",
  "long-item-identifier",
];

/** IDs in the forms that files have, and values that are none. */
const id = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(...ITEMS, "76561198000000001", "ann", " ann", "constructor"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", " ", "7.65612E+16", "a\tb", "\u0001", "\u2028", "toString"),
  },
);
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 2e9 }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("1700000001.5", "0.1", "5.", "-5", " 5 ", "1e9", "+7", "4102444800"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "NaN",
      "",
      "1700000000000",
      "99999999999.9",
      "12.5.5",
      "inf",
      "1_0",
      "0x1F",
      "2023-11-14",
    ),
  },
);
const rating = fc.constantFrom("1", "3.5", "4", "4.0", "5", " 5", "", "five");

type Row = readonly string[];
const row = fc.tuple(id, id, time, rating);
const broken = fc.oneof(
  fc.tuple(id, id),
  fc.tuple(id, id, time, rating, id),
  fc.constant(['a"b', "a", "5", "4"]),
);

/** How a row is written: quoted where needed, always, or never, with one of the line ends. */
interface Style {
  readonly quoting: "needed" | "always" | "never";
  readonly end: string;
}
const style: fc.Arbitrary<Style> = fc.record({
  quoting: fc.oneof(
    { weight: 6, arbitrary: fc.constant("needed" as const) },
    { weight: 2, arbitrary: fc.constant("always" as const) },
    { weight: 1, arbitrary: fc.constant("never" as const) },
  ),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constant("\n") },
    fc.constantFrom("\r\n", "\n\n", "\r\n\r\n"),
  ),
});

function write(fields: Row, { quoting, end }: Style, delimiter: string): string {
  const quoted = fields.map((field) => {
    const isNeeded = field.includes(delimiter) || field.includes('"') || field.includes("\n");
    const isQuoted = quoting === "always" || (quoting === "needed" && isNeeded);
    return isQuoted ? `"${field.replaceAll('"', '""')}"` : field;
  });
  return quoted.join(delimiter) + end;
}

const lines = fc.array(fc.tuple(fc.oneof({ weight: 20, arbitrary: row }, broken), style), {
  maxLength: 12,
});
const HEADER = ["user_id", "item_id", "timestamp", "rating"];

describe("readInteractionTable", () => {
  let file = "";
  beforeAll(async () => {
    file = fileIn(await mkdtemp(join(tmpdir(), "star-scan-")));
  });

  it("gives the same columns and the same errors as the reader of rows", async () => {
    const format = fc.record({
      delimiter: fc.constantFrom(",", "\t", "|", "::"),
      quotes: fc.boolean(),
      hasHeader: fc.boolean(),
      least: fc.option(fc.constantFrom(0, 3.5, 4), { nil: undefined }),
      tail: fc.oneof(
        { weight: 9, arbitrary: fc.constant("") },
        fc.constantFrom('"', 'u,"a', "a\u0000"),
      ),
      isCut: fc.boolean(),
    });
    let errors = 0;
    await fc.assert(
      fc.asyncProperty(
        lines,
        format,
        async (rows, { delimiter, quotes, hasHeader, least, tail, isCut }) => {
          const header = hasHeader ? [[HEADER, { quoting: "needed", end: "\n" }] as const] : [];
          const text = [...header, ...rows]
            .map(([fields, how]) => write(fields, how, delimiter))
            .join("");
          await writeFile(file, (isCut ? text.replace(/\r?\n$/, "") : text) + tail);
          const options = {
            delimiter,
            quotes,
            items: ITEMS,
            ...(!hasHeader && { columns: HEADER }),
            rating: least === undefined ? undefined : { column: "rating", least },
          };
          const expected = await outcomeOf("rows", file, options);
          if (expected.error !== undefined) errors++;
          expect(await outcomeOf("bytes", file, options)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
    expect(errors).toBeGreaterThan(30);
  });
});
