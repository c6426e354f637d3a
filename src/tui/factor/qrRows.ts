/** A QR code as rows of text, two of its modules high each; its dark modules are drawn, so that it wants a light ground. */
const QUIET = 1;

/**
 * As small as it gets: the name of the program stands before that of the account in any case, so that the issuer is left out.
 * None for what fits into no code.
 */
export async function qrRows(uri: string): Promise<readonly string[]> {
  const {encodeQR} = await import('qr');
  const short = uri.replace(/&issuer=[^&]*$/, '').replace('%3A', ':');
  try {
    const modules = encodeQR(short, 'raw', {ecc: 'low', border: QUIET});
    return Array.from({length: Math.ceil(modules.length / 2)}, (_, at) => rowOf(modules[2 * at], modules[2 * at + 1]));
  } catch {
    return [];
  }
}

const rowOf = (upper: readonly boolean[] = [], lower: readonly boolean[] = []): string =>
  upper.map((isDark, at) => (isDark ? (lower[at] === true ? '█' : '▀') : lower[at] === true ? '▄' : ' ')).join('');
