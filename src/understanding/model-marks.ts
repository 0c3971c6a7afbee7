/** Small words that turn a sentence round. A summary must have those of the words it rests on, and no others. */
import type { Token } from './words.ts';

interface Mark {
  /** Said like this, the summary must have the mark, too. */
  said: RegExp;
  /** In a summary this has it, beside the words of `said`. */
  also?: RegExp;
}

const marks: readonly Mark[] = [
  // "geht nicht" may become "ist ausgefallen", but never the other way round.
  {
    said: /^(?:nicht|nichts|nix|net|ned|nie|niemals|nirgends|niemand\w*|kein\w*|weder|ohne)$/,
    also: /^(?:\w*ausgefallen\w*|\w*ausfall|\w*ausfaelle|defekt\w*|kaputt\w*|fehl(?:t|en|ende\w*)|verweiger\w*|unmoeglich)$/,
  },
  {
    said: /^(?:wenn|falls|sofern|ob|sobald|angenommen|theoretisch)$/,
    also: /^(?:fragt|frage|fragen|anfrage)$/,
  },
  {
    said: /^(?:vielleicht|vermutlich|wahrscheinlich|moeglicherweise|eventuell|evtl|angeblich|anscheinend|scheinbar|wohl|vermute\w*|glaube|glauben|koennte\w*|waere\w*)$/,
    also: /^(?:glaubt|vermutet|meint|verdacht|moeglich\w*)$/,
  },
  {
    said: /^(?:erledigt|behoben|repariert|frueher|damals|hinfaellig|zurueckgenommen|uebung|probealarm)$/,
  },
  // What others say is not what is.
  { said: /^(?:sagt|sagte|meint|meinte|behauptet\w*|erzaehlt\w*)$/, also: /^(?:laut|angeblich)$/ },
];

/** A word that turns its sentence round, or makes it a guess. */
export const isMark = (token: Token): boolean => marks.some(mark => mark.said.test(token.folded));

/** Whether nothing is turned round: each mark stands in both, or in neither. */
export function hasSameMarks(summary: readonly Token[], all: readonly Token[]): boolean {
  const said = all.filter((_, at) => !isPolite(all, at));
  return marks.every(mark => {
    const saidPlainly = said.some(token => mark.said.test(token.folded));
    const saidAtAll = saidPlainly || said.some(token => mark.also?.test(token.folded));
    const writtenPlainly = summary.some(token => mark.said.test(token.folded));
    // "nicht kaputt, nur leise": a word that was said itself stands for no other one.
    const isSaidAlso = said.some(token => mark.also?.test(token.folded));
    const writtenAtAll =
      writtenPlainly || (!isSaidAlso && summary.some(token => mark.also?.test(token.folded)));
    return (!saidPlainly || writtenAtAll) && (!writtenPlainly || saidAtAll);
  });
}

/** "wenn Sie Zeit haben", "wenn es geht": asks for nothing else. */
function isPolite(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.folded !== 'wenn') return false;
  const next = tokens.slice(at + 1, at + 5).map(token => token.folded);
  return (
    /^(?:es|sie|ihr|du|moeglich)$/.test(next[0] ?? '') &&
    next.some(word => /^(?:zeit|geht|passt|moeglich|recht)$/.test(word))
  );
}
