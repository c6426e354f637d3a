/** Rows of an offered file in the chat: its name, its size, what became of it, and the picture that it is. */
import {titleOf} from '../../../shared/bundle.ts';
import type {Entry} from '../../../shared/entries/entry.ts';
import type {FileStatus} from '../../../shared/entries/entryKind.ts';
import {columnsOf, wrapColumns} from '../../../shared/text/columns.ts';
import {display} from '../../../shared/text/safeText.ts';
import {fileSizeWords} from '../../../client/wording/fileWords.ts';
import {timeOf} from '../../rows/clock.ts';
import {rowsBelow, type Around} from './aroundRows.ts';
import {barOf, lineRows, nameOf, nickPaint, type Look, textColumnOf} from './chatLine.ts';

export function fileRows(
  entry: Extract<Entry, {kind: 'file'}>,
  look: Look,
  status: FileStatus,
  around: Around,
): string[] {
  const {theme, widths, me} = look;
  const name = display(titleOf(entry), 'line');
  const {state} = status;
  const facts = [fileSizeWords(entry, ' · '), stateWords(state, entry.sender === me, name)];
  if (status.declinedBy.length > 0) facts.push(`declined by ${status.declinedBy.map(nameOf).join(', ')}`);
  const sign =
    state === 'cancelled'
      ? theme.dim('×')
      : state === 'complete' || state === 'direct'
        ? theme.good('▼')
        : theme.accent('▽');
  const facing = facts.filter(fact => fact !== '').join(' · ');
  const paintNick = nickPaint(entry.sender, look);
  const nameRows = wrapColumns(name, widths.text).map(row =>
    state === 'cancelled' ? theme.dim(row) : theme.bold(row),
  );
  const last = nameRows.at(-1) ?? '';
  const lastColumns = columnsOf(wrapColumns(name, widths.text).at(-1) ?? '');
  const isShort = lastColumns + 2 + columnsOf(facing) <= widths.text;
  const rows = isShort
    ? [...nameRows.slice(0, -1), `${last}  ${theme.dim(facing)}`]
    : [...nameRows, ...wrapColumns(facing, widths.text).map(row => theme.dim(row))];
  return lineRows(
    {
      time: timeOf(entry.sentAtMs),
      nick: nameOf(entry.sender),
      paintNick,
      gutter: sign,
      gutterBelow: barOf(false, look),
      rows: [
        ...(widths.style === 'irc' ? [paintNick(nameOf(entry.sender))] : []),
        ...rows,
        ...rowsBelow(entry, around, look),
      ],
      isGrouped: around.isGrouped === true,
    },
    widths,
    theme,
  );
}

function stateWords(state: FileStatus['state'], isOwn: boolean, name: string): string {
  if (state === 'cancelled') return 'cancelled';
  // A directly sent file is only on the machines of its two people; it cannot be downloaded.
  if (state === 'direct') return 'sent directly';
  if (isOwn) return state === 'complete' ? 'sent' : 'on its way';
  const hint = /\s/.test(name) ? `/get "${name}"` : `/get ${name}`;
  return state === 'complete' ? hint : `arriving · ${hint}`;
}

/** The picture below a file's line of words, where the file is a picture on this machine. */
export function pictureRows(entry: Entry, roomId: number, look: Look, status: FileStatus): readonly string[] {
  if (entry.kind !== 'file' || status.state === 'cancelled' || look.pictures === undefined) return [];
  const {fileId, name, sizeBytes} = entry;
  const file = {fileId, roomId, name, sizeBytes, isWhole: status.state === 'complete'};
  const indent = ' '.repeat(textColumnOf(look.widths));
  return look.pictures.rowsOf(file, look.widths.text, look.pictureRows ?? 0).map(row => indent + row);
}
