/** Caches a function's result per argument object, for as long as that object is alive. */
export function memoizeByObject<Key extends WeakKey, Value>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

/**
 * Caches a function's result for the texts that were used last, so that readers of one text share the work.
 *
 * @param kept - Number of texts that are kept.
 */
export function memoizeRecent<Value>(
  compute: (text: string) => Value,
  kept: number,
): (text: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (text) => {
    const entry = known.get(text) ?? { value: compute(text) };
    // The last one is at the end.
    known.delete(text);
    known.set(text, entry);
    for (const oldest of known.keys()) {
      if (known.size <= kept) break;
      known.delete(oldest);
    }
    return entry.value;
  };
}
