/** Calls `create` again only if the earlier result is no longer in use. */
export function weaklyMemoized<Value extends object>(create: () => Value): () => Value {
  let reference: WeakRef<Value> | undefined;
  return () => {
    const known = reference?.deref();
    if (known !== undefined) return known;
    const value = create();
    reference = new WeakRef(value);
    return value;
  };
}
