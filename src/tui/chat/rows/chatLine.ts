/**
 * Column widths of each chat style, and how one line is composed and a long one folded; only the program writes in the gutter.
 */
import {isFormerMember} from '../../../shared/access/loginName.ts';
import {columnsOf, fitColumns, wrapColumns, clipColumns} from '../../../shared/text/columns.ts';
import {display} from '../../../shared/text/safeText.ts';
import type {ChatStyle} from '../../../client/wording/screenChoices.ts';
import {plainOf, type Paint, type Theme} from '../../theme.ts';
import type {Highlights} from '../../../shared/words/highlight.ts';
import type {Markup} from '../../markup/markup.ts';
import type {RowPictures} from '../../pictures/rowPictures.ts';

export interface ChatColumns {
  style: ChatStyle;
  /** 0 where there is no room for a time, or it stands elsewhere. */
  time: number;
  /** 0 where names stand elsewhere. */
  nick: number;
  text: number;
}

/** Between name and text: a space, one sign, a space. */
const GUTTER = 3;
/** One sign and a space, where nothing stands before them. */
const GUTTER_ALONE = 2;
const COLUMNS_FOR_TIME = 46;

export function chatColumnsOf(columns: number, style: ChatStyle): ChatColumns {
  if (style === 'comfortable') return {style, time: 0, nick: 0, text: Math.max(4, columns - GUTTER_ALONE)};
  const time = columns >= COLUMNS_FOR_TIME ? 6 : 0;
  if (style === 'irc') {
    const before = time === 0 ? GUTTER_ALONE : time + 1;
    return {style, time, nick: 0, text: Math.max(4, columns - before)};
  }
  const nick = columns < 26 ? 6 : columns < COLUMNS_FOR_TIME ? 8 : columns < 76 ? 10 : 12;
  return {style, time, nick, text: Math.max(4, columns - time - nick - GUTTER - 1)};
}

interface Line {
  /** `HH:MM`, or empty. */
  time: string;
  /** Already safe; right-aligned and cut. */
  nick: string;
  paintNick: Paint;
  /** One column wide, painted. */
  gutter: string;
  /** Rows of safe text that fit, painted. */
  rows: readonly string[];
  /** Painted: what continues the gutter below the first row. */
  gutterBelow: string;
  /** The line above says who and when. */
  isGrouped?: boolean;
}

export function lineRows(line: Line, widths: ChatColumns, theme: Theme): string[] {
  return LINES[widths.style](line, widths, theme);
}

const LINES: Readonly<Record<ChatStyle, typeof lineRows>> = {
  /** Name and time in a row of their own, and the text as wide as it can be. */
  comfortable(line, widths, theme) {
    const rows = line.rows.map((row, index) => `${index === 0 ? line.gutter : line.gutterBelow} ${row}`);
    return line.nick === '' || line.isGrouped === true ? rows : [headOf(line, widths, theme), ...rows];
  },
  /** Time, name, sign and text in columns. */
  compact(line, widths, theme) {
    const indent = indentOf(widths);
    const head = line.isGrouped === true ? indent : headOf(line, widths, theme);
    return line.rows.map((row, index) =>
      index === 0 ? `${head}${line.gutter} ${row}` : `${indent}${line.gutterBelow} ${row}`,
    );
  },
  /** The name is a part of the text; the sign stands behind the time. */
  irc(line, widths, theme) {
    const before = (index: number) => {
      const sign = index === 0 ? line.gutter : line.gutterBelow;
      if (widths.time === 0) return `${sign} `;
      return `${theme.dim((index === 0 ? line.time : '').padEnd(widths.time - 1))}${sign} `;
    };
    return line.rows.map((row, index) => `${before(index)}${row}`);
  },
};

/** The gutter beside a text: always a line in the compact style; in the others only for mentions. */
export const barOf = (isMention: boolean, {theme, widths}: {theme: Theme; widths: ChatColumns}): string =>
  isMention ? theme.mention('┃') : widths.style === 'compact' ? theme.dim('│') : ' ';

const indentOf = (widths: ChatColumns): string => ' '.repeat(widths.time + widths.nick + 1);

/** Name and time: before the gutter, or in a row of their own. */
export function headOf(
  {time, nick, paintNick}: Pick<Line, 'time' | 'nick' | 'paintNick'>,
  widths: ChatColumns,
  theme: Theme,
): string {
  if (widths.style !== 'compact') {
    const shown = fitColumns(nick, Math.max(1, widths.text - time.length - 2)).trimEnd();
    return time === '' ? paintNick(shown) : `${paintNick(shown)}  ${theme.dim(time)}`;
  }
  const shown = widths.time === 0 ? '' : theme.dim(time.padEnd(widths.time));
  const fitted = fitColumns(nick, widths.nick).trimEnd();
  return `${shown}${' '.repeat(widths.nick - columnsOf(fitted))}${paintNick(fitted)} `;
}

/** Puts name and time before a row of a message whose first row is scrolled out, where the style has columns for them. */
export function withHead(row: string, head: string, widths: ChatColumns): string {
  const indent = indentOf(widths);
  return widths.style === 'compact' && row.startsWith(indent) ? head + row.slice(indent.length) : row;
}

/** Columns before the text of a line. */
export function textColumnOf(widths: ChatColumns): number {
  if (widths.style === 'compact') return widths.time + widths.nick + GUTTER;
  return widths.style === 'irc' && widths.time > 0 ? widths.time + 1 : GUTTER_ALONE;
}

/** A line of the program: no name, its own sign in the gutter. */
export function systemRows(
  {atMs, sign, text, paint}: {atMs: string; sign: string; text: string; paint: Paint},
  widths: ChatColumns,
  theme: Theme,
): string[] {
  // Without a column for it, the time stands behind the words.
  const words = widths.style === 'comfortable' && atMs !== '' ? `${text} · ${atMs}` : text;
  const rows = wrapColumns(words, widths.text).map(row => paint(row));
  return lineRows(
    {time: atMs, nick: '', paintNick: plain => plain, gutter: paint(sign), gutterBelow: ' ', rows},
    widths,
    theme,
  );
}

/** A line across the chat with words in it, e.g. a day or *new*. */
export function ruleRow(words: string, columns: number, paint: Paint): string {
  const label = words === '' ? '' : ` ${words} `;
  const room = columns - columnsOf(label);
  if (room < 4) return paint(label.trim().slice(0, columns));
  const before = Math.floor(room / 2);
  return paint('─'.repeat(before) + label + '─'.repeat(room - before));
}

/** The row over the whole width in the selection style alone. */
export const selectedRow = (row: string, {columns, theme}: {columns: number; theme: Theme}): string =>
  theme.selected(fitColumns(plainOf(row), columns - 1));

/** One's own name is bold, everybody else's has a colour of its own. */
export const nickPaint = (sender: string, {theme, me}: {theme: Theme; me: string}): Paint =>
  sender === me ? theme.bold : theme.nick(sender);

/** A foreign login name or word, made safe for one line. */
export const nameOf = (foreign: string): string =>
  isFormerMember(foreign) ? 'a former member' : display(foreign, 'line');

/** What all lines of one chat share: sizes, colours, the reader. */
export interface Look {
  columns: number;
  widths: ChatColumns;
  theme: Theme;
  /** One's own login name. */
  me: string;
  /** One's own words. */
  highlights?: Highlights | undefined;
  /** Absent: text is shown as it was typed. */
  markup?: Markup | undefined;
  /** Absent: a picture is a line of words, as any other file. */
  pictures?: RowPictures | undefined;
  /** Of one picture at most. */
  pictureRows?: number | undefined;
}

/** Rows that a message may have, the one with the hint among them. */
const FOLD_ROWS_MAX = 25;

/** Folds a long message to a limit of rows; `/view` opens the rest. @param rows painted */
export function foldedRows(rows: string[], {theme, widths}: {theme: Theme; widths: ChatColumns}): string[] {
  if (rows.length <= FOLD_ROWS_MAX) return rows;
  const shown = rows.slice(0, FOLD_ROWS_MAX - 1);
  const words = `… ${rows.length - shown.length} more rows · /view opens it`;
  return [...shown, theme.dim(clipColumns(words, widths.text))];
}
