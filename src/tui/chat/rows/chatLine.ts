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
  /** 0 if there is no space for a time column, or the style puts the time elsewhere. */
  time: number;
  /** 0 if the style puts names elsewhere. */
  nick: number;
  text: number;
}

/** Columns between name and text: a space, one sign, a space. */
const GUTTER = 3;
/** Columns of the gutter if nothing precedes it: one sign and a space. */
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
  /** Sender, safe to show; right-aligned and clipped. */
  nick: string;
  paintNick: Paint;
  /** First row of the gutter: one column, painted. */
  gutter: string;
  /** Painted rows of safe text that fit the width. */
  rows: readonly string[];
  /** The gutter of the rows below the first, painted. */
  gutterBelow: string;
  /** Sender and time are not repeated: the message continues the run of the one above. */
  isGrouped?: boolean;
}

export function lineRows(line: Line, widths: ChatColumns, theme: Theme): string[] {
  return LINES[widths.style](line, widths, theme);
}

const LINES: Readonly<Record<ChatStyle, typeof lineRows>> = {
  /** Name and time in a row of their own; the text uses the full width. */
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
  /** The name is part of the text; the sign follows the time. */
  irc(line, widths, theme) {
    const before = (index: number) => {
      const sign = index === 0 ? line.gutter : line.gutterBelow;
      if (widths.time === 0) return `${sign} `;
      return `${theme.dim((index === 0 ? line.time : '').padEnd(widths.time - 1))}${sign} `;
    };
    return line.rows.map((row, index) => `${before(index)}${row}`);
  },
};

/** The gutter sign beside a text: a bar for mentions; in the compact style always a line. */
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

/** Rows of a line by the program itself: no name, and a sign of its own in the gutter. */
export function systemRows(
  {atMs, sign, text, paint}: {atMs: string; sign: string; text: string; paint: Paint},
  widths: ChatColumns,
  theme: Theme,
): string[] {
  // Without a time column, the time follows the text.
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

/** Draws a whole row in the selection style, without any other style. */
export const selectedRow = (row: string, {columns, theme}: {columns: number; theme: Theme}): string =>
  theme.selected(fitColumns(plainOf(row), columns - 1));

/** The user's own name is bold, every other name has its own colour. */
export const nickPaint = (sender: string, {theme, me}: {theme: Theme; me: string}): Paint =>
  sender === me ? theme.bold : theme.nick(sender);

/** A login name or word from others, made safe for one line. */
export const nameOf = (foreign: string): string =>
  isFormerMember(foreign) ? 'a former member' : display(foreign, 'line');

/** What all rows of one chat share: sizes, colours, the reader's name and highlights. */
export interface Look {
  columns: number;
  widths: ChatColumns;
  theme: Theme;
  /** The user's login name. */
  me: string;
  /** The user's highlight words. */
  highlights?: Highlights | undefined;
  /** Absent: text is shown as typed, without markup. */
  markup?: Markup | undefined;
  /** Absent: a picture is shown as a line of text, like any other file. */
  pictures?: RowPictures | undefined;
  /** Maximum rows of one picture. */
  pictureRows?: number | undefined;
}

/** Maximum rows of a message, including the row with the hint. */
const FOLD_ROWS_MAX = 25;

/** Folds a long message to a limit of rows; `/view` opens the rest. @param rows painted */
export function foldedRows(rows: string[], {theme, widths}: {theme: Theme; widths: ChatColumns}): string[] {
  if (rows.length <= FOLD_ROWS_MAX) return rows;
  const shown = rows.slice(0, FOLD_ROWS_MAX - 1);
  const words = `… ${rows.length - shown.length} more rows · /view opens it`;
  return [...shown, theme.dim(clipColumns(words, widths.text))];
}
