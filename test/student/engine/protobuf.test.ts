import { describe, expect, it } from "vitest";
import {
  bytesField,
  floatField,
  integerField,
  messageField,
  textField,
} from "../../../src/student/engine/protobuf.js";

/** The first four are the examples of https://protobuf.dev/programming-guides/encoding/ */
describe("fields of protocol buffers", () => {
  it.each([
    { name: "an integer", field: integerField(1, 150), bytes: "089601" },
    { name: "a text", field: textField(2, "testing"), bytes: "120774657374696e67" },
    { name: "a message", field: messageField(3, [integerField(1, 150)]), bytes: "1a03089601" },
    { name: "a negative integer", field: integerField(1, -2), bytes: "08feffffffffffffffff01" },
    { name: "a float", field: floatField(2, 1.5), bytes: "150000c03f" },
    {
      name: "bytes of a field above 15",
      field: bytesField(20, Uint8Array.of(7)),
      bytes: "a2010107",
    },
  ])("encode $name", ({ field, bytes }) => {
    expect(Buffer.from(field).toString("hex")).toBe(bytes);
  });
});
