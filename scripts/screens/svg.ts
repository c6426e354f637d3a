/** Draws a terminal's screen as an SVG picture, cell by cell, so that columns stay aligned in every font. */
import type {IBufferCell, Terminal} from '@xterm/headless';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const PADDING = 12;
/** What the terminal shows where the program says nothing. */
export const LOOKS = ['dark', 'light'] as const;
export type Look = (typeof LOOKS)[number];
const COLOURS: Readonly<Record<Look, {front: string; back: string}>> = {
  dark: {front: '#d8dee9', back: '#1b1f27'},
  light: {front: '#24292f', back: '#ffffff'},
};
const BASE = [
  '#3b4252',
  '#e06c75',
  '#98c379',
  '#e5c07b',
  '#61afef',
  '#c678dd',
  '#56b6c2',
  '#d8dee9',
  '#5c6370',
  '#ff7b86',
  '#b5e890',
  '#ffd68a',
  '#7cc4ff',
  '#dd92f0',
  '#6fd6e2',
  '#ffffff',
];

/** xterm's 256 colours: 16 named, a 6×6×6 cube, 24 greys. */
function paletteColour(index: number): string {
  if (index < 16) return BASE[index]!;
  if (index >= 232) return `rgb(${[0, 0, 0].map(() => 8 + (index - 232) * 10).join(',')})`;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${[Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level).join(',')})`;
}

function colours(cell: IBufferCell, look: Look): {front: string; back: string} {
  const base = COLOURS[look];
  const one = (isDefault: boolean, isRgb: boolean, value: number, fallback: string) =>
    isDefault ? fallback : isRgb ? `#${value.toString(16).padStart(6, '0')}` : paletteColour(value);
  const front = one(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), base.front);
  const back = one(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), base.back);
  return cell.isInverse() ? {front: back, back: front} : {front, back};
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Run {
  style: string;
  back: string;
  from: number;
  columns: number;
  text: string;
  /** Of another font, most likely: it must not move its neighbours. */
  isAlone: boolean;
}

/** Arrows, signs and letters that few monospaced fonts have; lines of boxes they do have. */
const SYMBOL = /[\u0590-\u08FF\u2190-\u24FF\u25A0-\uFFFF]/;

/** Neighbours of one style make one run. */
function runsOf(terminal: Terminal, row: number, look: Look): Run[] {
  const line = terminal.buffer.active.getLine(row);
  const runs: Run[] = [];
  for (let column = 0; line && column < terminal.cols; column++) {
    const cell = line.getCell(column)!;
    if (cell.getWidth() === 0) continue;
    const {front, back} = colours(cell, look);
    const style = [
      `fill="${front}"`,
      ...(cell.isBold() ? ['font-weight="bold"'] : []),
      ...(cell.isDim() ? ['opacity="0.6"'] : []),
      ...(cell.isItalic() ? ['font-style="italic"'] : []),
    ].join(' ');
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    const isAlone = cell.getWidth() === 2 || SYMBOL.test(text);
    if (
      last &&
      !isAlone &&
      !last.isAlone &&
      last.style === style &&
      last.back === back &&
      last.from + last.columns === column
    ) {
      last.columns++;
      last.text += text;
    } else runs.push({style, back, from: column, columns: cell.getWidth(), text, isAlone});
  }
  return runs;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** One row of the screen; empty where nothing stands. */
export function drawRow(terminal: Terminal, row: number, look: Look): string {
  const {front: foreground, back: background} = COLOURS[look];
  const parts: string[] = [];
  for (const run of runsOf(terminal, row, look)) {
    const y = PADDING + row * CELL_HEIGHT;
    const x = round(PADDING + run.from * CELL_WIDTH);
    const length = round(run.columns * CELL_WIDTH);
    if (run.back !== background)
      parts.push(`<rect x="${x}" y="${y}" width="${length}" height="${CELL_HEIGHT}" fill="${run.back}"/>`);
    if (run.text.trim() === '') continue;
    // Spaces at the ends are not drawn.
    const before = run.text.length - run.text.trimStart().length;
    const shown = run.text.trim();
    const columns = run.columns - (run.text.length - shown.length);
    const style = run.style.replace(`fill="${foreground}"`, '').trim();
    parts.push(
      `<text x="${round(x + before * CELL_WIDTH)}" y="${y + 13.5}" textLength="${round(columns * CELL_WIDTH)}"` +
        `${style === '' ? '' : ` ${style}`}>${escaped(shown)}</text>`,
    );
  }
  return parts.join('\n');
}

/** The window around what is drawn. */
export function framed(size: {columns: number; rows: number}, title: string, look: Look, drawn: string): string {
  const {front: foreground, back: background} = COLOURS[look];
  const width = size.columns * CELL_WIDTH + PADDING * 2;
  const height = size.rows * CELL_HEIGHT + PADDING * 2;
  const window = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = `font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${window} role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" rx="8" fill="${background}"/>
<g ${font} fill="${foreground}" xml:space="preserve">
${drawn}
</g>
</svg>
`;
}

export function screenToSvg(terminal: Terminal, title: string, look: Look = 'dark'): string {
  const rows = Array.from({length: terminal.rows}, (_, row) => drawRow(terminal, row, look)).filter(Boolean);
  return framed({columns: terminal.cols, rows: terminal.rows}, title, look, rows.join('\n'));
}
