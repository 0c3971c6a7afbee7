/** The figures of the categories bench, counted as `score.mjs` of its data set counts them; shares in percent. */

export interface CategoryCase {
  id: string;
  text: string;
  gold: { primary: string | null; categories: string[] };
}

/** Where a sentence has several right categories, any of them may stand first. */
export function scoreCategories(
  cases: readonly CategoryCase[],
  predicted: ReadonlyMap<string, readonly string[]>,
): { primary: number | null; keptEmpty: number | null; f1: number | null } {
  const count = { with: 0, right: 0, without: 0, empty: 0, found: 0, wrong: 0, missed: 0 };
  for (const { id, gold } of cases) {
    const got = predicted.get(id) ?? [];
    for (const each of got) gold.categories.includes(each) ? count.found++ : count.wrong++;
    count.missed += gold.categories.filter(each => !got.includes(each)).length;
    if (gold.categories.length === 0) {
      count.without++;
      if (got.length === 0) count.empty++;
      continue;
    }
    count.with++;
    const [first] = got;
    const isAny = gold.categories.length > 1 && first !== undefined && gold.categories.includes(first);
    if (first === gold.primary || isAny) count.right++;
  }
  return {
    primary: percent(count.right, count.with),
    keptEmpty: percent(count.empty, count.without),
    f1: percent(2 * count.found, 2 * count.found + count.wrong + count.missed),
  };
}

/** Rows of form, type and accepted base forms; `NEG` rows name base forms that must not be found. */
export function scoreLemmas(rows: readonly string[], found: readonly (readonly string[])[]): number | null {
  const right = rows.filter((row, at) => {
    const [, type = '', accepted = ''] = row.split('\t');
    const wanted = accepted.toLowerCase().split('|');
    const isHit = found[at]?.some(lemma => wanted.includes(lemma.toLowerCase())) ?? false;
    return type === 'NEG' ? !isHit : isHit;
  });
  return percent(right.length, rows.length);
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 100;
}
