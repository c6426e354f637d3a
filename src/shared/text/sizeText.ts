/** A number of bytes as people read it: three figures and a unit, e.g. `512 B`, `1.21 MiB`. */

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
