/** The columns of the chat: time, name, a gutter that only the program writes in, text; and how one line is put together. */
import {isFormerMember} from '../../shared/formerMember.ts';
import {columnsOf, fitColumns, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/text.ts';
import type {Paint, Theme} from '../theme.ts';

export interface ChatColumns {
  /** 0 where there is no room for a time. */
  time: number;
  nick: number;
  text: number;
}

/** Between name and text: a space, one sign, a space. */
const GUTTER = 3;

export function chatColumnsOf(columns: number): ChatColumns {
  const time = columns >= 46 ? 6 : 0;
  const nick = columns < 26 ? 6 : columns < 46 ? 8 : columns < 76 ? 10 : columns < 110 ? 13 : 16;
  return {time, nick, text: Math.max(4, columns - time - nick - GUTTER - 1)};
}

export interface Line {
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
}

export function lineRows(line: Line, widths: ChatColumns, theme: Theme): string[] {
  const head = headOf(line, widths, theme);
  const indent = indentOf(widths);
  return line.rows.map((row, index) =>
    index === 0 ? `${head}${line.gutter} ${row}` : `${indent}${line.gutterBelow} ${row}`,
  );
}

const indentOf = (widths: ChatColumns): string => ' '.repeat(widths.time + widths.nick + 1);

/** Time and name, before the gutter. */
export function headOf(
  {time, nick, paintNick}: Pick<Line, 'time' | 'nick' | 'paintNick'>,
  widths: ChatColumns,
  theme: Theme,
): string {
  const shown = widths.time === 0 ? '' : theme.dim(time.padEnd(widths.time));
  const fitted = fitColumns(nick, widths.nick).trimEnd();
  return `${shown}${' '.repeat(widths.nick - columnsOf(fitted))}${paintNick(fitted)} `;
}

/** A row below the first one of what somebody said, with their name and time before it as well. */
export function withHead(row: string, head: string, widths: ChatColumns): string {
  const indent = indentOf(widths);
  return row.startsWith(indent) ? head + row.slice(indent.length) : row;
}

/** A quiet line of the program: no name, its own sign in the gutter. */
export function systemRows(
  {atMs, sign, text, paint}: {atMs: string; sign: string; text: string; paint: Paint},
  widths: ChatColumns,
  theme: Theme,
): string[] {
  const rows = wrapColumns(text, widths.text).map(row => paint(row));
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

/** A login name or another word of a stranger, in one line. */
export const nameOf = (foreign: string): string =>
  isFormerMember(foreign) ? 'a former member' : display(foreign, 'line');
