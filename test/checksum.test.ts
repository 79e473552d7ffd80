import { describe, expect, it } from "vitest";
import { checksumOf, findDamage } from "../src/checksum.js";

// SHA-256 of "abc", as in FIPS 180-2.
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("checksumOf", () => {
  it("counts bytes, not characters", () => {
    expect(checksumOf("abc")).toEqual({ bytes: 3, sha256: ABC });
    expect(checksumOf(Buffer.from("abc"))).toEqual({ bytes: 3, sha256: ABC });
    expect(checksumOf("é").bytes).toBe(2);
  });
});

describe("findDamage", () => {
  it.each([
    { content: "abc", damage: undefined },
    { content: "ab", damage: "has 2 bytes, expected 3" },
    { content: "abd", damage: "has another SHA-256 than when it was written" },
  ])("finds $damage", ({ content, damage }) => {
    expect(findDamage(Buffer.from(content), { bytes: 3, sha256: ABC })).toBe(damage);
  });
});
