/** One number per line; written signs between digits are dropped, 00 becomes +. The server checks the rest. */
export function readNumbers(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map(line =>
      line
        .replace(/[\s/()-]/g, '')
        .replace(/^00/, '+')
        .replace(/^0/, '+49'),
    )
    .filter(line => line !== '');
}
