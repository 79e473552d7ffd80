/**
 * Writes the wire format of protocol buffers: a message is a list of fields in any order.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Encoded fields of a message. */
export type Field = Uint8Array;

/** An integer or enum. */
export function integerField(number: number, value: number): Field {
  return Uint8Array.from([...varint(number * 8 + VARINT), ...varint(value)]);
}

/** A 32-bit float. */
export function floatField(number: number, value: number): Field {
  const tag = varint(number * 8 + FIXED_32);
  const field = new Uint8Array(tag.length + 4);
  field.set(tag);
  new DataView(field.buffer).setFloat32(tag.length, value, true);
  return field;
}

/** A string. */
export function textField(number: number, value: string): Field {
  return bytesField(number, new TextEncoder().encode(value));
}

/** Bytes, or an encoded message. */
export function bytesField(number: number, value: Uint8Array): Field {
  const head = [...varint(number * 8 + LENGTH_DELIMITED), ...varint(value.length)];
  return joinFields([Uint8Array.from(head), value]);
}

/** A message within a message. */
export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, joinFields(fields));
}

/** The encoded message with these fields. */
export function joinFields(fields: readonly Field[]): Uint8Array {
  const message = new Uint8Array(fields.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const field of fields) {
    message.set(field, end);
    end += field.length;
  }
  return message;
}

/** Seven bits per byte, least significant first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}
