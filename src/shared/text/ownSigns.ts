/** Symbols that the program draws, each with an ASCII replacement for terminals that do not show it in one column. */

/** Symbols that the screen draws, one column each, with their ASCII replacement. */
const SIGNS: Readonly<Record<string, string>> = {
  '…': '.',
  '·': '.',
  '•': '*',
  '●': '*',
  '◐': '%',
  '◉': '@',
  '○': 'o',
  '◌': '.',
  '✓': 'v',
  '✗': 'x',
  '×': 'x',
  '✎': '~',
  '■': '#',
  '▲': '^',
  '▼': 'V',
  '▽': 'v',
  '█': '#',
  '▌': '>',
  '▄': '_',
  '▀': ' ',
  '░': '.',
  '↑': '^',
  '↓': 'v',
  '←': '<',
  '→': '>',
  '▸': '>',
  '★': '*',
  '☆': '*',
  '◇': '+',
  '└': '`',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '│': '|',
  '┃': '|',
  '─': '-',
  '━': '-',
};

const OWN = new RegExp(`[\\u2500-\\u257F${Object.keys(SIGNS).join('')}]`, 'g');
const IS_OWN = /^[\u2500-\u257F]$/;

/** The ASCII replacement of a symbol; `undefined` for all other characters. */
export const asciiSign = (sign: string): string | undefined => SIGNS[sign] ?? (IS_OWN.test(sign) ? '+' : undefined);

/** Replaces all symbols by ASCII, with the same width. */
export const withAsciiSigns = (text: string): string => text.replaceAll(OWN, sign => asciiSign(sign) ?? sign);
