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
  const time = widths.time === 0 ? '' : theme.dim(line.time.padEnd(widths.time));
  const fitted = fitColumns(line.nick, widths.nick).trimEnd();
  const nick = ' '.repeat(widths.nick - columnsOf(fitted)) + line.paintNick(fitted);
  const indent = ' '.repeat(widths.time + widths.nick + 1);
  return line.rows.map((row, index) =>
    index === 0 ? `${time}${nick} ${line.gutter} ${row}` : `${indent}${line.gutterBelow} ${row}`,
  );
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
