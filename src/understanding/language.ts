import { fold, type Token } from './words.ts';

/** The language of the words by its commonest ones (ISO 639-1); null: too few to tell. */
export function guessLanguage(tokens: readonly Token[]): string | null {
  const words = tokens.map(token => token.folded).filter(word => word !== '');
  if (words.length === 0) return null;
  const text = tokens.map(token => token.bare).join(' ');
  const script = scriptOf(text);
  let best: { language: string; count: number } | null = null;
  for (const [language, common] of profiles) {
    if (script !== null && !script.includes(language)) continue;
    const count = words.filter(word => common.has(word)).length;
    if (count > (best?.count ?? 0)) best = { language, count };
  }
  if (script !== null) return best?.language ?? script[0] ?? null;
  // Callers here speak German unless most says otherwise.
  const german = words.filter(word => profiles.get('de')?.has(word)).length;
  if (german === 0) {
    const byLetters = languageOfLetters(text);
    if (byLetters) return byLetters;
  }
  const fewest = german <= 1 ? FEWEST_ALONE : FEWEST;
  if (!best || best.count < fewest || best.count <= german) return 'de';
  return best.language;
}

const FEWEST = 3;
/** Where hardly a German word was said. */
const FEWEST_ALONE = 2;

/** Letters that only one of the languages here has; null: none. Asked only where no German word was said. */
function languageOfLetters(text: string): string | null {
  if (/[ığşİ]/u.test(text)) return 'tr';
  return /[ąęłśźż]/iu.test(text) ? 'pl' : null;
}

/** A script that says which languages can be meant; null: Latin. */
function scriptOf(text: string): string[] | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const share = (script: RegExp): boolean => (text.match(script)?.length ?? 0) > letters / 2;
  if (share(/\p{Script=Cyrillic}/gu)) return /[іїєґ]/i.test(text) ? ['uk'] : ['ru', 'bg', 'sr'];
  if (share(/\p{Script=Arabic}/gu)) return /[پچژگ]/.test(text) ? ['fa'] : ['ar', 'fa'];
  if (share(/\p{Script=Greek}/gu)) return ['el'];
  return null;
}

const written: Record<string, string> = {
  de: 'der die das und ist ich nicht ein eine zu den mit dem auf für von im bei mir wir sie es hier mein bitte guten tag habe hab sich auch wie so an aus noch nach ja seit kann haben hat bin wenn aber dass was in am um wird dat ik de is wi uns mien nummer danke straße herr frau sind war meine unser unsere ihr ihnen kein keine',
  en: 'the and is my i you to in of it a for that this please we have with on are was not name hello from at can call number there be your would me as but an or so thank thanks am live',
  tr: 've bir bu ben için var yok merhaba lütfen mi ne de da çok benim bizim evde ama ile teşekkür ederim kadar olarak bey hanım adım yardım evde geliyor kapı lazım nasıl',
  fr: 'le la les et est je un une des de du pas pour que qui dans ce il vous nous mon ma bonjour merci avec sur mais au en s à',
  es: 'el la los y es yo un una de que no en por con para mi me se lo hola gracias está tengo buenos días hay pero su al del soy',
  it: 'il la lo e è io un una di che non in per con mi si ho buongiorno grazie sono c ma del della al nel mio questo',
  pl: 'i w na jest nie się z do to mam dzień dobry proszę mi że jak ale po o mnie nazywam dziękuję od przy',
  ro: 'și este nu la un o de cu pe în mă bună ziua vă rog am sunt mulțumesc că din',
  hr: 'i je u na se da ne sam dobar dan molim vas hvala za od ja mi što ima nema ali',
  ru: 'и в не на я что это у нас меня зовут здравствуйте пожалуйста с по как вас есть мой мне добрый день спасибо menya menja zovut zdravstvujte zdravstvuyte pozhalujsta pozhaluysta pomogite spasibo nas podvale kvartira kvartire',
  uk: 'і в не на я що це у нас мене звати добрий день будь ласка з по як вас є мій мені дякую',
  bg: 'и в не на аз че това съм моля',
  sr: 'и у не на ја да је сам молим',
  nl: 'het een en is ik niet van te dat met op voor mijn goedendag bedankt heb wij er maar ook',
  pt: 'o os e é eu um uma de que não em por com para meu minha olá obrigado está tenho boa',
  sq: 'dhe është nuk në një për me të unë jam ju lutem faleminderit',
  ar: 'في من على أنا هذا لا مرحبا شكرا عندي السلام عليكم اسمي',
  fa: 'من در به از است سلام لطفا که این را نیست هست',
  vi: 'tôi là không của và có cho xin chào cảm ơn',
  el: 'και το είναι δεν η ο να',
};

const profiles = new Map(
  Object.entries(written).map(
    ([language, words]) => [language, new Set(words.split(' ').map(fold))] as const,
  ),
);
