/**
 * What set-up tells the person in front of it, on stderr (stdout belongs to the command that set-up
 * prepares). A terminal gets one updating line per step; a log gets plain lines, not too many of them.
 */

/** An error that set-up understood: its message is the one clear line, no stack is shown. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * @typedef {object} Step
 * @property {(fraction: number | null, detail?: string) => void} progress 0 to 1; null: length unknown
 * @property {(result: string) => void} done
 */

/**
 * @typedef {object} Reporter
 * @property {(label: string) => Step} step
 * @property {(text: string) => void} line
 * @property {() => boolean} hasSpoken whether anything was printed
 */

/**
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} stream
 * @param {() => number} now milliseconds
 * @returns {Reporter}
 */
export function createReporter(stream, now = Date.now) {
  let isLineOpen = false;
  let hasSpoken = false;
  const print = (/** @type {string} */ text) => {
    stream.write(isLineOpen ? `\r\x1b[2K${text}\n` : `${text}\n`);
    isLineOpen = false;
    hasSpoken = true;
  };
  return {
    line: print,
    hasSpoken: () => hasSpoken,
    step(label) {
      const startedAt = now();
      /** @type {Told} */
      let told = { at: startedAt, fraction: 0 };
      if (!stream.isTTY) print(`${label} …`);
      return {
        progress(fraction, detail = '') {
          const text = progressText({ label, fraction, detail, elapsedMs: now() - startedAt });
          if (stream.isTTY) {
            stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`);
            isLineOpen = true;
            hasSpoken = true;
          } else if (isWorthALine(told, fraction, now())) {
            told = { at: now(), fraction: fraction ?? 0 };
            print(text);
          }
        },
        done: result => print(`${label}: ${result} (${seconds(now() - startedAt)})`),
      };
    },
  };
}

/** @typedef {{ at: number, fraction: number }} Told the last line that was printed about a step */

/**
 * Whether a plain log deserves another line: a quarter further, or ten seconds later.
 * @param {Told} told
 * @param {number | null} fraction
 * @param {number} at
 */
export function isWorthALine(told, fraction, at) {
  const isQuarterFurther = fraction !== null && Math.floor(fraction * 4) > Math.floor(told.fraction * 4);
  return at - told.at >= 10_000 || (isQuarterFurther && at - told.at >= 1_000);
}

/** @param {{ label: string, fraction: number | null, detail: string, elapsedMs: number }} values */
export function progressText({ label, fraction, detail, elapsedMs }) {
  const share =
    fraction === null ? seconds(elapsedMs) : `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
  return `${label}: ${share}${detail ? `, ${detail}` : ''}`;
}

/** @param {number} ms */
export function seconds(ms) {
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}
