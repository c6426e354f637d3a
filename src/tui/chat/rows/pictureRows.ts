/** What a file shows below its line of words, where it is a picture that is at hand. */
import type {Fate} from '../../../shared/entries/kind.ts';
import {textColumnOf} from './chatLine.ts';
import type {SolidEntry} from './entryRows.ts';
import type {Look} from './look.ts';

export function pictureRows(entry: SolidEntry, roomId: number, look: Look, fate: Fate): readonly string[] {
  if (entry.kind !== 'file' || fate.file === 'cancelled' || look.pictures === undefined) return [];
  const {fileId, name, sizeBytes} = entry;
  const file = {fileId, roomId, name, sizeBytes, isWhole: fate.file === 'complete'};
  const indent = ' '.repeat(textColumnOf(look.widths));
  return look.pictures.rowsOf(file, look.widths.text, look.pictureRows ?? 0).map(row => indent + row);
}
