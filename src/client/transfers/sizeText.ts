/** A number of bytes as people read it: `512 B`, `1.4 MiB`. */

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

export function sizeText(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  const power = Math.min(UNITS.length, Math.floor(Math.log2(sizeBytes) / 10));
  const value = sizeBytes / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.floor(value)} ${UNITS[power - 1] ?? ''}`;
}
