/** The leave-out list: which packages of the tree are not fetched, and how apt is told so. Pure. */
import { readStanzas } from './apt-sources.mjs';

/**
 * Reads the list: `pattern  why` a line, `#` for comments.
 * @param {string} text
 * @returns {{ pattern: string, why: string }[]}
 */
export function readLeaveOut(text) {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const [pattern = '', ...why] = line.split(/\s+/);
      if (why.length === 0) throw new Error(`leave-out list: ${pattern} says no reason`);
      return { pattern, why: why.join(' ') };
    });
}

/**
 * The package names that the list means.
 * @param {string[]} patterns
 * @param {string[]} names all that there are
 */
export function matchingNames(patterns, names) {
  const escaped = patterns.map(pattern =>
    pattern
      .split('*')
      .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  );
  if (escaped.length === 0) return [];
  const one = new RegExp(`^(?:${escaped.join('|')})$`);
  return names.filter(name => one.test(name));
}

/**
 * A dpkg status file in which packages count as installed in the very version the mirror has, so that
 * apt neither fetches them nor what only they need. They get no dependencies, hence nothing is broken;
 * and they are on hold, because apt would "upgrade" a package whose dependencies differ from the mirror's.
 * @param {string} shown output of `apt-cache show`
 */
export function statusOf(shown) {
  const copied = ['Package', 'Version', 'Architecture', 'Multi-Arch', 'Provides'];
  /** @type {Map<string, string>} */
  const stanzas = new Map();
  for (const fields of readStanzas(shown)) {
    const name = fields.get('package');
    if (name === undefined || fields.get('version') === undefined || stanzas.has(name)) continue;
    const lines = copied.flatMap(field => {
      const value = fields.get(field.toLowerCase());
      return value === undefined ? [] : [`${field}: ${value.replaceAll('\n', ' ')}`];
    });
    stanzas.set(
      name,
      [...lines, 'Status: hold ok installed', 'Maintainer: none', 'Description: left out'].join('\n'),
    );
  }
  return [...stanzas.values()].map(stanza => `${stanza}\n\n`).join('');
}
