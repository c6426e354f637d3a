/** Symbols that the program draws, each with an ASCII replacement for terminals that do not show it in one column. */

/** What the screen draws with, one column each. */
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

/** Absent for all other characters. */
export const asciiSign = (sign: string): string | undefined => SIGNS[sign] ?? (IS_OWN.test(sign) ? '+' : undefined);

/** All of them in ASCII, as wide as before. */
export const withAsciiSigns = (text: string): string => text.replaceAll(OWN, sign => asciiSign(sign) ?? sign);
