import {
  bytesField,
  type Field,
  floatField,
  integerField,
  joinFields,
  messageField,
  textField,
} from "./protobuf.js";
import { type Dtype, type Shape, sizeOf } from "./shape.js";

/** An integer, a string, a list of integers, or a float. */
type Attribute = number | string | readonly number[] | { readonly float: number };

/** One operation of the graph. */
export interface Operation {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** `com.microsoft` for onnxruntime's own operators; default ONNX. */
  readonly domain?: string;
}

/** An input, output or constant of the graph. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: Dtype;
}

/** An input or output of the graph. An axis with a name in place of a length has another length in each run. */
interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  readonly dtype: ElementType;
}

const ELEMENT_TYPES = { float32: 1, int32: 6, uint32: 12, bool: 9, int64: 7 } as const;
type ElementType = keyof typeof ELEMENT_TYPES;

// Every later onnxruntime can read these versions.
const IR_VERSION = 8;
const OPERATOR_SET = 17;

/** Builds one ONNX graph. Identical operations on identical inputs are added once. */
export class GraphBuilder {
  readonly #operations: { operation: Operation; outputs: string[] }[] = [];
  readonly #constants: { name: string; dtype: ElementType; shape: Shape; bytes: Uint8Array }[] = [];
  readonly #known = new Map<string, string[]>();
  #names = 0;

  /** Adds an operation with one output and returns the output's name. */
  add(operation: Operation): string {
    return this.addMany(operation, 1)[0] as string;
  }

  /** Adds an operation with several outputs and returns their names. */
  addMany(operation: Operation, outputs: number): string[] {
    return this.#addOnce(JSON.stringify(operation), () => {
      const names = Array.from({ length: outputs }, () => this.#newName());
      this.#operations.push({ operation, outputs: names });
      return names;
    });
  }

  /** The name of a constant int64 list, such as a shape or axes. */
  integers(values: readonly number[]): string {
    const bytes = bytesOf(new BigInt64Array(values.map(BigInt)));
    return this.#constant({ dtype: "int64", shape: [values.length], bytes });
  }

  /** The name of a constant scalar. */
  scalar(value: number, dtype: Dtype): string {
    return this.constant(typedArray([value], dtype), { shape: [], dtype });
  }

  /** The name of a constant tensor. */
  constant(data: ArrayBufferView, { shape, dtype }: Omit<NamedTensor, "name">): string {
    return this.#constant({ dtype, shape, bytes: bytesOf(data) });
  }

  /** The name of the tensor converted to another element type. */
  cast(tensor: string, dtype: ElementType): string {
    return this.add({ type: "Cast", inputs: [tensor], attributes: { to: ELEMENT_TYPES[dtype] } });
  }

  /** Encodes the model. `from` is the tensor that an output returns. */
  encode({
    inputs,
    outputs,
  }: {
    readonly inputs: readonly Port[];
    readonly outputs: readonly (Port & { readonly from: string })[];
  }): Uint8Array {
    const identities = outputs.map(({ name, from }) => ({
      operation: { type: "Identity", inputs: [from] },
      outputs: [name],
    }));
    // Field numbers of ModelProto and GraphProto in https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
    return joinFields([
      integerField(1, IR_VERSION),
      messageField(7, [
        ...[...this.#operations, ...identities].map(nodeField),
        textField(2, "program"),
        ...this.#constants.map(initializerField),
        ...inputs.map((input) => portField(11, input)),
        ...outputs.map((output) => portField(12, output)),
      ]),
      messageField(8, [textField(1, ""), integerField(2, OPERATOR_SET)]),
      messageField(8, [textField(1, "com.microsoft"), integerField(2, 1)]),
    ]);
  }

  #constant(constant: { dtype: ElementType; shape: Shape; bytes: Uint8Array }): string {
    const { dtype, shape, bytes } = constant;
    const add = () => {
      const name = this.#newName();
      this.#constants.push({ name, ...constant });
      return [name];
    };
    // Comparing large constants costs more than storing them twice.
    if (sizeOf(shape) > 64) return add()[0] as string;
    return this.#addOnce(`${dtype}[${shape.join()}]${bytes.join()}`, add)[0] as string;
  }

  #addOnce(key: string, make: () => string[]): string[] {
    const known = this.#known.get(key) ?? make();
    this.#known.set(key, known);
    return known;
  }

  #newName(): string {
    return `#${this.#names++}`;
  }
}

/** Converts numbers to a typed array of the element type. */
function typedArray(values: readonly number[], dtype: Dtype): ArrayBufferView {
  if (dtype === "float32") return new Float32Array(values);
  if (dtype === "bool") return new Uint8Array(values.map(Number));
  return dtype === "int32" ? new Int32Array(values) : new Uint32Array(values);
}

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function nodeField({ operation, outputs }: { operation: Operation; outputs: string[] }): Field {
  const { type, inputs, attributes = {}, domain = "" } = operation;
  return messageField(1, [
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, type),
    ...Object.entries(attributes).map(attributeField),
    textField(7, domain),
  ]);
}

function attributeField([name, value]: [string, Attribute]): Field {
  return messageField(5, [textField(1, name), ...attributeValue(value)]);
}

/** The value and, in field 20, its AttributeType: FLOAT 1, INT 2, STRING 3, INTS 7. */
function attributeValue(value: Attribute): Field[] {
  if (typeof value === "number") return [integerField(3, value), integerField(20, 2)];
  if (typeof value === "string") return [textField(4, value), integerField(20, 3)];
  if ("float" in value) return [floatField(2, value.float), integerField(20, 1)];
  return [...value.map((entry) => integerField(8, entry)), integerField(20, 7)];
}

function initializerField({
  name,
  dtype,
  shape,
  bytes,
}: {
  name: string;
  dtype: ElementType;
  shape: Shape;
  bytes: Uint8Array;
}): Field {
  return messageField(5, [
    ...shape.map((length) => integerField(1, length)),
    integerField(2, ELEMENT_TYPES[dtype]),
    textField(8, name),
    bytesField(9, bytes),
  ]);
}

function portField(number: number, { name, shape, dtype }: Port): Field {
  const axes = shape.map((length) =>
    messageField(1, [typeof length === "number" ? integerField(1, length) : textField(2, length)]),
  );
  const tensor = [integerField(1, ELEMENT_TYPES[dtype]), messageField(2, axes)];
  return messageField(number, [textField(1, name), messageField(2, [messageField(1, tensor)])]);
}
