/** What apt's words mean for the person in front of the machine. Pure. */

/** @type {[RegExp, string][]} the first that fits counts */
const meanings = [
  [
    /No space left|not enough free space|Write error - write \(28/i,
    'the disk is full: free 1 GB and run this again',
  ],
  [
    /Temporary failure resolving|Could not resolve|Could not connect|Connection (timed out|refused)|Network is unreachable|Unable to connect|Connection failed/i,
    'the Debian mirror cannot be reached: check the network (and the proxy in the configuration of apt), then run this again',
  ],
  [
    /NO_PUBKEY|is not signed|signatures (were|was) invalid|GPG error|Missing key|signature verification failed|Sub-process .*(gpgv|sqv)/i,
    'the signature of the Debian mirror cannot be checked: install the package debian-archive-keyring, or name a keyring in HAUSRUF_SETUP_KEYRING',
  ],
  [
    /Hash Sum mismatch|File has unexpected size|Unable to fetch some archives|404 +Not Found/i,
    'the Debian mirror is changing just now: run this again in an hour, or name another one in HAUSRUF_SETUP_MIRROR',
  ],
  [
    /does not have a Release file|Unable to locate package|has no installation candidate/i,
    'this Debian mirror does not have the packages: name another one in HAUSRUF_SETUP_MIRROR',
  ],
  [
    /unmet dependencies|broken packages/i,
    'the packages of the Debian mirror do not fit together today: run this again tomorrow',
  ],
];

/**
 * One clear clause, or null when apt said nothing that we know.
 * @param {string} output
 */
export function explainAptFailure(output) {
  return meanings.find(([pattern]) => pattern.test(output))?.[1] ?? null;
}

/**
 * Whether the mirror's list is only too old (a mirror that stands still), its signature being good.
 * @param {string} output
 */
export function isOnlyOutOfDate(output) {
  return /Release file .* is expired|is not valid anymore/i.test(output);
}
