/** "Englisch" for en (ISO 639-1); a code that is not known stays as it is. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('de', { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
