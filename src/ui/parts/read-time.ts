/** HH:MM of what people write; what is no time stays as it is. */
export function readTime(text: string): string {
  const found = /^(\d{1,2})(?:[:.]?(\d\d))?(?:\s*uhr)?$/i.exec(text.trim());
  return found ? `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? '00'}` : text.trim();
}
