/** Phrases that name the caller, the surest first. Each: how many words to skip to the name. */
export const sayings: readonly { said: RegExp; needsEnd?: boolean; mayBeSmall?: boolean }[] = [
  {
    said: /^(?:mein|mei|my|moj|mio) (?:voller |vollstaendiger |full )?(?:name|nam|naam) (?:ist|is|lautet|waere|s) (?:die |der )?/,
    mayBeSmall: true,
  },
  {
    said: /^(?:am (?:telefon|apparat) (?:ist|is|waere|haben sie|spricht)|(?:hier |es |da )?(?:oe+h |aeh |aehm )?meldet sich|sie sprechen mit|(?:der |mein )?name (?:ist|is|waere|lautet)|hier waere) (?:noch ?mal |die |der |de |a )*/,
    mayBeSmall: true,
  },
  {
    said: /^(?:ich heisse|ich heiss|i heiss|ik heet|my names|je mappelle|me llamo|mi chiamo|nazywam sie|ma numesc|zovem se|меня зовут|мене звати|benim adim|adim|ismi|اسمي|ben)(?: |$)/,
    mayBeSmall: true,
  },
  {
    said: /^(?:hier|da|es) (?:spricht|sprecht|redet|schwaetzt) (?:noch ?mal |wieder |die |der |de |a )*/,
    mayBeSmall: true,
  },
  {
    said: /^(?:hier|do|da|dat) (?:ist|is|isch|waere|war|bin ich) (?:noch ?mal |nochmals |wieder |wiederum |erneut |schon wieder |einmal |die |der |de |d |dae )*/,
    needsEnd: true,
    mayBeSmall: true,
  },
  {
    said: /^(?:hier|do) (?:noch ?mal |noch einmal |nochmals |wieder |erneut |die |der |de )*/,
    needsEnd: true,
  },
  { said: /^(?:this is|it is|its|cest|soy|sono|i am|i m|aqui|qui parla) /, needsEnd: true },
  {
    said: /^(?:ich bin s|ich bins|ich bin|i bin|bin|ik bin) (?:es |noch ?mal |wieder |nur |hier |da |die |der |de )*/,
    needsEnd: true,
  },
  { said: /^(?:noch ?mal|noch einmal|wieder|schon wieder) (?:ich|i) (?:die |der )*/, needsEnd: true },
  { said: /^(?:spreche|spricht|name|nachname|familienname) (?:ist )?(?=\S)/, needsEnd: true },
];

/** Words of greeting and hesitation before a name. */
export const greeting =
  /^(?:ja|jo|na|so|also|hallo|hallöchen|halloechen|hi|hey|hej|moin|servus|gruezi|gruess|gruesse|guten|gutn|schoenen|schoen|einen|wunderschoenen|tag|tach|morgen|abend|gott|god|griass|grias|gruass|griassgott|daag|dach|sie|euch|dich|mahlzeit|aeh|aehm|mensch|okay|ok|gut|hello|good|morning|merhaba|bonjour|bonsoir|hola|buenos|buenas|dias|buongiorno|dzien|dobry|salam|selam|buna|ziua|dobar|dan|afternoon|evening|günaydin|nochmal|noch|mal|zusammen|liebe|hausverwaltung|hier|auch|bitte|haha|dann|leute|ihr|lieben)$/;

/** Words that follow a name and are no part of it. */
export const endsName = new Set(
  `ich aus vom von und wohnhaft im in am guten hallo mein meine wir von bei der die i wi us wegen nochmal noch ik
   wohne rufe aus hier es bin des wie calling from and speaking y et e ve i aan an zu zum zur geb geboren wieder
   hab habe haben hat jetzt wollte moechte kann sie was gute schoenen ja also aehm aeh ringgasse da mit`.split(
    /\s+/,
  ),
);
