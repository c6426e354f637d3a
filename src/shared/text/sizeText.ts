/** Formats a number of bytes with three figures and a unit, e.g. `512 B`, `1.21 MiB`, and parses what people type. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function sizeText(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

const POWER = {'': 0, k: 1, m: 2, g: 3, t: 4} as const;

/** Parses `500k`, `5M`, `1.5 GiB` (powers of 1,024) or `5MB` (powers of 1,000) as bytes; `undefined` when it is invalid. */
export function readSize(typed: string): number | undefined {
  const found = /^(\d{1,12}(?:\.\d{1,6})?) ?([kmgt]?)(i?b)?$/i.exec(typed);
  if (!found) return undefined;
  const power = POWER[(found[2] ?? '').toLowerCase() as keyof typeof POWER];
  const base = found[3]?.toLowerCase() === 'b' ? 1000 : 1024;
  const bytes = Math.floor(Number(found[1]) * base ** power);
  return bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
}
