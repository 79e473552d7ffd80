/** The part of WebAssembly that the kernels need; TypeScript declares it only together with the names of a browser. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number }) => KernelMemory;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: KernelMemory } },
  ) => { readonly exports: object };
}

/** Memory that kernels read and write. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
}

/** WebAssembly of this engine. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi })
  .WebAssembly;
