/** Many texts in little memory: a workbook keeps all its texts in one table, often a million short ones. */
export interface TextTable {
  add(text: string): void;
  /** Empty for what is not there. */
  get(index: number): string;
}

/** `mostBytes`: add throws RangeError beyond. */
export function makeTextTable(mostBytes: number): TextTable {
  let bytes = Buffer.alloc(64 * 1024);
  let ends = new Uint32Array(4096);
  let count = 0;
  const endOf = (index: number): number => (index < 0 ? 0 : (ends[index] ?? 0));
  return {
    add(text) {
      const begin = endOf(count - 1);
      const most = begin + text.length * 3;
      if (most > mostBytes) throw new RangeError('More text than allowed.');
      if (most > bytes.length) bytes = Buffer.concat([bytes], Math.max(bytes.length * 2, most));
      if (count === ends.length) {
        const longer = new Uint32Array(ends.length * 2);
        longer.set(ends);
        ends = longer;
      }
      ends[count] = begin + bytes.write(text, begin);
      count += 1;
    },
    get(index) {
      if (!Number.isInteger(index) || index < 0 || index >= count) return '';
      return bytes.toString('utf8', endOf(index - 1), endOf(index));
    },
  };
}
