import type { Onnx } from "./runtime.js";
import { type Dtype, type Shape, sizeOf } from "./shape.js";

type Attribute = number | string | readonly number[];

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

const ELEMENT_TYPES = { float32: 1, int32: 6, uint32: 12, bool: 9, int64: 7 } as const;
type ElementType = keyof typeof ELEMENT_TYPES;

// The newest versions that onnx-proto supports; every later onnxruntime can read them.
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
  encode(
    onnx: Onnx,
    {
      inputs,
      outputs,
    }: { inputs: readonly NamedTensor[]; outputs: readonly (NamedTensor & { from: string })[] },
  ): Uint8Array {
    const identities = outputs.map(({ name, from }) => ({
      operation: { type: "Identity", inputs: [from] },
      outputs: [name],
    }));
    const model = onnx.ModelProto.create({
      irVersion: IR_VERSION,
      opsetImport: [
        { domain: "", version: OPERATOR_SET },
        { domain: "com.microsoft", version: 1 },
      ],
      graph: {
        name: "program",
        node: [...this.#operations, ...identities].map(toNode),
        initializer: this.#constants.map(toInitializer),
        input: inputs.map(toValueInfo),
        output: outputs.map(toValueInfo),
      },
    });
    return onnx.ModelProto.encode(model).finish();
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
export function typedArray(values: readonly number[], dtype: Dtype): ArrayBufferView {
  if (dtype === "float32") return new Float32Array(values);
  if (dtype === "bool") return new Uint8Array(values.map(Number));
  return dtype === "int32" ? new Int32Array(values) : new Uint32Array(values);
}

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function toNode({ operation, outputs }: { operation: Operation; outputs: string[] }) {
  return {
    opType: operation.type,
    domain: operation.domain ?? "",
    input: [...operation.inputs],
    output: outputs,
    attribute: Object.entries(operation.attributes ?? {}).map(toAttribute),
  };
}

function toAttribute([name, value]: [string, Attribute]) {
  // AttributeProto.AttributeType: INT 2, STRING 3, INTS 7.
  if (typeof value === "number") return { name, type: 2, i: value };
  if (typeof value === "string") return { name, type: 3, s: Buffer.from(value) };
  return { name, type: 7, ints: [...value] };
}

function toInitializer({
  name,
  dtype,
  shape,
  bytes,
}: {
  name: string;
  dtype: ElementType;
  shape: Shape;
  bytes: Uint8Array;
}) {
  return { name, dims: [...shape], dataType: ELEMENT_TYPES[dtype], rawData: bytes };
}

function toValueInfo({ name, shape, dtype }: NamedTensor) {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[dtype], shape: { dim } } } };
}
