/** German number words up to 999 in a folded word: "siebenundzwanzig" 27, "zwo" 2, "hunderteins" 101. null: none. */
export function numberWord(folded: string): number | null {
  if (folded.length === 0 || folded.length > 40) return null;
  const hundred = folded.indexOf('hundert');
  if (hundred < 0) return belowHundred(folded);
  const before = folded.slice(0, hundred);
  const after = folded.slice(hundred + 7).replace(/^und/, '');
  const count = before === '' ? 1 : own(small, before);
  const rest = after === '' ? 0 : belowHundred(after);
  return count === null || count > 9 || rest === null ? null : count * 100 + rest;
}

function belowHundred(text: string): number | null {
  const plain = own(small, text) ?? own(tens, text);
  if (plain !== null) return plain;
  // "neunundneunzig": the last "und" that leaves a ten behind it.
  for (let at = text.indexOf('und'); at > 0; at = text.indexOf('und', at + 1)) {
    const unit = own(small, text.slice(0, at));
    const ten = own(tens, text.slice(at + 3));
    if (unit !== null && unit <= 9 && ten !== null) return ten + unit;
  }
  return null;
}

const own = (table: Record<string, number>, key: string): number | null =>
  Object.hasOwn(table, key) ? (table[key] ?? null) : null;

/** Standard German, then what regions say (Bavarian, Low German, Alemannic, Rhenish). */
const small: Record<string, number> = {
  ...{
    ein: 1,
    eins: 1,
    eine: 1,
    zwei: 2,
    zwo: 2,
    drei: 3,
    vier: 4,
    fuenf: 5,
    sechs: 6,
    sieben: 7,
    acht: 8,
    neun: 9,
  },
  ...{ zehn: 10, elf: 11, zwoelf: 12, dreizehn: 13, vierzehn: 14, fuenfzehn: 15, sechzehn: 16, siebzehn: 17 },
  ...{
    achtzehn: 18,
    neunzehn: 19,
    oans: 1,
    oins: 1,
    eens: 1,
    zwoa: 2,
    zwee: 2,
    zwoi: 2,
    twee: 2,
    dree: 3,
    dreie: 3,
  },
  ...{
    veer: 4,
    viere: 4,
    fuenfe: 5,
    fuemf: 5,
    fimf: 5,
    fief: 5,
    sechse: 6,
    soess: 6,
    siebene: 7,
    siem: 7,
    achte: 8,
  },
  ...{ neune: 9, negen: 9, zehne: 10, elfe: 11, zwoelfe: 12, oelf: 11 },
};
const tens: Record<string, number> = {
  ...{
    zwanzig: 20,
    zwanzich: 20,
    dreissig: 30,
    dreizig: 30,
    dreisig: 30,
    vierzig: 40,
    fuenfzig: 50,
    fuffzig: 50,
  },
  ...{ sechzig: 60, siebzig: 70, achtzig: 80, neunzig: 90, vierzich: 40, fuenfzich: 50, sechzich: 60 },
  ...{
    dreissich: 30,
    siebzich: 70,
    achtzich: 80,
    neunzich: 90,
    zwanzg: 20,
    dreissg: 30,
    vierzg: 40,
    fuffzich: 50,
  },
};
