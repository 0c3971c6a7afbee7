/**
 * Where the machine gets its Debian packages from: reads apt's source files (both formats) and
 * chooses the entries that serve Debian itself. Pure: text in, values out.
 */

/**
 * @typedef {object} Source
 * @property {string} uri
 * @property {string[]} suites
 * @property {SignedBy} signedBy
 */

/** @typedef {{ files: string[], block: string | null }} SignedBy keyring files, or a key in the source itself */

/**
 * @param {{ name: string, text: string }[]} files
 * @returns {Source[]}
 */
export function readSources(files) {
  return files.flatMap(({ name, text }) => {
    if (name.endsWith('.sources')) return readDeb822(text);
    return name.endsWith('.list') ? readOneLine(text) : [];
  });
}

/**
 * The sources that serve Debian's main archive, the most promising first, each address once.
 * @param {Source[]} sources
 * @returns {{ uri: string, signedBy: SignedBy }[]}
 */
export function debianMirrors(sources) {
  const found = sources.filter(
    ({ uri, signedBy }) =>
      /^(https?|file|copy):\/\/?.*\/debian\/*$/.test(uri) ||
      (/^(https?):/.test(uri) && signedBy.files.some(isDebianKeyring) && !/security|updates/.test(uri)),
  );
  /** @type {Map<string, SignedBy>} */
  const byUri = new Map();
  for (const { uri, signedBy } of found) {
    const plain = uri.replace(/\/+$/, '');
    if (!byUri.has(plain)) byUri.set(plain, signedBy);
  }
  const mirrors = [...byUri].map(([uri, signedBy]) => ({ uri, signedBy }));
  const rank = (/** @type {SignedBy} */ by) => (by.files.some(isDebianKeyring) ? 0 : 1);
  return mirrors.sort((a, b) => rank(a.signedBy) - rank(b.signedBy));
}

const isDebianKeyring = (/** @type {string} */ file) => /debian-archive[^/]*$/.test(file);

/**
 * One-line format: `deb [signed-by=… arch=…] URI suite component…`.
 * @param {string} text
 */
function readOneLine(text) {
  /** @type {Source[]} */
  const sources = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    const parts = /^deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)/.exec(line);
    if (!parts) continue;
    const [, options = '', uri = '', suite = ''] = parts;
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1] ?? '';
    const files = signedBy.split(',').filter(file => file.startsWith('/'));
    sources.push({ uri, suites: [suite], signedBy: { files, block: null } });
  }
  return sources;
}

/**
 * deb822 format: stanzas of `Field: value` with continuation lines.
 * @param {string} text
 */
function readDeb822(text) {
  /** @type {Source[]} */
  const sources = [];
  for (const fields of readStanzas(text)) {
    const words = (/** @type {string} */ name) => (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || /^(no|false|0|off)$/i.test(fields.get('enabled') ?? '')) continue;
    const key = fields.get('signed-by') ?? '';
    const signedBy = key.includes('BEGIN PGP')
      ? { files: [], block: armoured(key) }
      : { files: key.split(/[\s,]+/).filter(file => file.startsWith('/')), block: null };
    for (const uri of words('uris')) sources.push({ uri, suites: words('suites'), signedBy });
  }
  return sources;
}

/** A key inside a field: one blank before each line, a dot for an empty one. */
const armoured = (/** @type {string} */ value) =>
  `${value
    .split('\n')
    .map(line => line.trim())
    .map(line => (line === '.' ? '' : line))
    .join('\n')
    .trim()}\n`;

/**
 * Stanzas of a Debian control file; field names in lower case, comment lines left out.
 * @param {string} text
 * @returns {Map<string, string>[]}
 */
export function readStanzas(text) {
  /** @type {Map<string, string>[]} */
  const stanzas = [];
  for (const paragraph of text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/)) {
    /** @type {Map<string, string>} */
    const fields = new Map();
    let name = '';
    for (const line of paragraph.split('\n')) {
      const start = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
      if (start) {
        name = (start[1] ?? '').toLowerCase();
        fields.set(name, start[2] ?? '');
      } else if (name !== '' && /^\s/.test(line)) {
        fields.set(name, `${fields.get(name)}\n${line.trim()}`);
      }
    }
    if (fields.size > 0) stanzas.push(fields);
  }
  return stanzas;
}

/**
 * The mirror that debootstrap takes when it is not told one.
 * @param {string} program the text of debootstrap
 */
export function debootstrapMirror(program) {
  return /^\s*DEF_MIRROR=["']?(https?:\/\/[^"'\s]+)/m.exec(program)?.[1] ?? null;
}
