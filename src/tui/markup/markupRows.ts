/** Wraps and paints a message with markup as rows. */
import {columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import type {Paint, Theme} from '../theme.ts';
import {memoized} from '../terminal/drawing/memoized.ts';
import {marksIn, type Marks} from './marks.ts';
import type {Markup} from './markup.ts';
import type {Mark} from './parse.ts';
import type {MarkupLine, Run, TextStyle} from './run.ts';

/** Quick test: a message without a match has no markup and is not parsed. */
export const HAS_MARKUP = /[*_~`\\]|:\/\/|^ *[->•+\d]|[#@][a-z0-9._-]+\/\d/im;

interface Written {
  /** Text after `display()`. */
  safeText: string;
  /** The mentions to highlight. */
  marks: Marks;
  columns: number;
  theme: Theme;
  markup: Markup;
  /** Prefix of the text, e.g. the name in an action. */
  before?: {text: string; paint: Paint} | undefined;
  /** Suffix of the text, dimmed. */
  after: string;
}

/** Absent for a message without markup, and until the parser is loaded. */
export function markupRows(written: Written): string[] | undefined {
  const {safeText, markup, before, after} = written;
  if (!HAS_MARKUP.test(safeText)) return undefined;
  if (markup.parse === undefined) {
    markup.want('parse');
    return undefined;
  }
  const lines = [...parsed(written, markup.parse)];
  const [first] = lines;
  if (before !== undefined && first !== undefined)
    lines[0] = {...first, runs: [{text: before.text, styles: ['name']}, ...first.runs]};
  if (after !== '') withAfter(lines, after);
  return lines.flatMap(line => lineRows(line, written));
}

function withAfter(lines: MarkupLine[], after: string): void {
  const last = lines.at(-1);
  const run: Run = {text: after, styles: ['quiet']};
  if (last === undefined || last.block !== undefined)
    lines.push({runs: [{...run, text: after.trimStart()}], first: '', below: ''});
  else lines[lines.length - 1] = {...last, runs: [...last.runs, run]};
}

/** Minimum length for caching; shorter texts are parsed faster than they are looked up. */
const LONG = 200;
const LONG_KEPT_MAX = 32;
const byParser = new WeakMap<NonNullable<Markup['parse']>, (key: string) => readonly MarkupLine[]>();

/** Parses a long message only once, however often and in whatever width it is drawn. */
function parsed({safeText, marks: wanted}: Written, parse: NonNullable<Markup['parse']>): readonly MarkupLine[] {
  const marks: Mark[] = marksIn(safeText, wanted);
  if (safeText.length < LONG || marks.length > 0) return parse(safeText, marks);
  let known = byParser.get(parse);
  if (known === undefined) {
    known = memoized(text => parse(text, []), LONG_KEPT_MAX);
    byParser.set(parse, known);
  }
  return known(safeText);
}

function lineRows(line: MarkupLine, written: Written): string[] {
  const {columns, theme} = written;
  const half = Math.floor(columns / 2);
  const isWide = columnsOf(line.first) > half;
  const [first, below] = isWide ? ['', ''] : [line.first, line.below];
  const runs = colouredRuns(line, written);
  const text = runs.map(run => run.text).join('');
  const rows = wrapColumns(text, columns - columnsOf(first));
  const paintNext = painter(runs, written);
  let at = 0;
  return rows.map((row, index) => {
    const from = text.indexOf(row, at);
    const sign = theme.dim(index === 0 ? first : below);
    // A row whose character was too wide and was replaced is not found in the text.
    if (from === -1) return sign + row;
    at = from + row.length;
    return sign + paintNext(from, at);
  });
}

function colouredRuns({runs, block}: MarkupLine, {markup, theme}: Written): readonly Run[] {
  if (block === undefined) return theme.syntax === undefined ? runs.map(withTicks) : runs;
  if (theme.syntax === undefined || block.language === '') return runs;
  if (markup.highlight === undefined) {
    markup.want('highlight');
    return runs;
  }
  return colouredLines(markup.highlight, block)?.[block.at] ?? runs;
}

/** Without colours, inline code keeps its backticks. */
const withTicks = (run: Run): Run => (run.styles.includes('code') ? {...run, text: `\`${run.text}\``} : run);

type Coloured = ReturnType<NonNullable<Markup['highlight']>>;
const colouredByLines = new WeakMap<readonly string[], {coloured: Coloured}>();

function colouredLines(highlight: NonNullable<Markup['highlight']>, block: NonNullable<MarkupLine['block']>): Coloured {
  const known = colouredByLines.get(block.lines);
  if (known !== undefined) return known.coloured;
  const coloured = highlight(block.language, block.lines);
  colouredByLines.set(block.lines, {coloured});
  return coloured;
}

/** Paints ranges in order; passes over the runs once for all rows. */
function painter(runs: readonly Run[], {theme, before}: Written): (from: number, to: number) => string {
  const paints = paintsOf(theme);
  let next = 0;
  /** Start of the current run. */
  let start = 0;
  return (from, to) => {
    let row = '';
    for (let run = runs[next]; run !== undefined; run = runs[next]) {
      let painted = run.text.slice(Math.max(0, from - start), Math.max(0, to - start));
      for (const style of run.styles) painted = (style === 'name' ? (before?.paint ?? plain) : paints[style])(painted);
      row += run.href === undefined ? painted : (theme.link?.(run.href, painted) ?? painted);
      // The rest of this run belongs to the next row.
      if (start + run.text.length > to) break;
      start += run.text.length;
      next++;
    }
    return row;
  };
}

const plain: Paint = text => text;

type Paints = Readonly<Record<Exclude<TextStyle, 'name'>, Paint>>;
const paintsByTheme = new WeakMap<Theme, Paints>();

function paintsOf(theme: Theme): Paints {
  const known = paintsByTheme.get(theme);
  if (known !== undefined) return known;
  const {bold, italic, strike, underline, dim, mention, syntax} = theme;
  const paints: Paints = {
    bold,
    italic,
    strike,
    link: underline,
    quiet: dim,
    mention,
    code: syntax?.code ?? plain,
    keyword: syntax?.keyword ?? plain,
    string: syntax?.string ?? plain,
    number: syntax?.number ?? plain,
  };
  paintsByTheme.set(theme, paints);
  return paints;
}
