import { likeness, skeleton } from './sound.ts';

/** Does the first name that was said fit the one in the list? `unclear`: neither said nor against it. */
export type FirstNameFit = 'fits' | 'unclear' | 'contradicts';

/** Both folded and glued; '' is not said, or not known. */
export function firstNameFit(said: string, known: string): FirstNameFit {
  if (said === '' || known === '') return 'unclear';
  const like = likeness(said, known);
  if (like >= 0.8 || isShortOf(said, known) || isShortOf(known, said)) return 'fits';
  if (areOneName(said, known)) return 'fits';
  return like >= 0.72 && said[0] === known[0] ? 'unclear' : 'contradicts';
}

/** "Hans" of "Hans-Peter", "Alex" of "Alexander". Three letters are too few: "Mar" begins too many. */
const isShortOf = (short: string, long: string): boolean =>
  short.length >= 4 &&
  long.length > short.length &&
  long.startsWith(short) &&
  !genders.test(long.slice(short.length));

/** "Martin" is not "Martina", "Andrea" not "Andreas", "Paul" not "Paula". */
const genders = /^(?:a|s|e|ine|in|o|us|ina|ette|i|ia)$/;

function areOneName(said: string, known: string): boolean {
  const families = familiesOf.get(skeleton(said));
  return families?.some(family => familiesOf.get(skeleton(known))?.includes(family)) ?? false;
}

/** What callers call themselves and what stands in the list. */
const families: readonly (readonly string[])[] = `
josef joseph sepp beppo jupp josip peppi
johannes johann hans hannes hansi jan
friedrich fritz fiete frieder
wilhelm willi willy helmut willem
heinrich heinz heiner hinnerk heini
karl carl kalle
georg schorsch joerg juergen
ludwig lutz ludwich wiggerl
alois lois loisl
michael michel micha michi mike
andreas andi andy andre
thomas tom tommy thommy
alexander alex sascha
christian chris christoph
matthias mathias hias matze
stefan stephan steffen
nikolaus klaus claus niklas nico
bernhard bernd berni
wolfgang wolf wolfi
guenter guenther guenni
maximilian max maxl
sebastian basti wastl
benjamin ben benni
daniel dani
robert rob bob
manfred manni
siegfried siggi
dieter didi
rudolf rudi
eduard edi ede
anton toni
mohammed mohamed muhammad mehmet memet
katharina kathi katrin kathrin catharina kaethe
elisabeth lisa liesbeth lisbeth elsbeth liesl elli sissi elsa betty
margarete margarethe margit gretel grete greta gretchen margret magarete
johanna hanna hannah hanni
maria marie mia ria mizzi
barbara babsi baerbel
franziska franzi
theresia theresa therese resi
christine christina tina christa
susanne susi sanne susanna
brigitte gitte gitta
ursula uschi ulla ursel
gabriele gabi gaby
angelika geli angela
rosemarie rosi rosmarie
antonia toni
kreszenz kreszentia zenzi
waltraud traudl waltraut
gertrud trude gertraud
hildegard hilde
ingeborg inge
annemarie anne anna anni
ulrike uli rike
stefanie steffi stephanie
alexandra alex sandra
`
  .trim()
  .split('\n')
  .map(line => line.split(' '));

/** By sound, so that "Katarina" is in the family of "Katharina". */
const familiesOf = new Map<string, number[]>();
families.forEach((names, family) => {
  for (const name of names)
    familiesOf.set(skeleton(name), [...(familiesOf.get(skeleton(name)) ?? []), family]);
});
