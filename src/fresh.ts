/** A value that is made when first asked for and made anew after `forget`. */
export function fresh<T>(make: () => T): { get(): T; forget(): void } {
  let value: T | null = null;
  return {
    get() {
      value ??= make();
      return value;
    },
    forget() {
      value = null;
    },
  };
}
