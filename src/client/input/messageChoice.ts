/** Messages as a list to choose from; choosing one shows it in full. */
import {enterRoom} from '../actions/room.ts';
import type {Place} from '../actions/messages/messageActions.ts';
import type {Choice} from './command.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {type Entry, readableTextOf} from '../../shared/entries/entry.ts';
import {bareText} from '../../shared/text/code.ts';

/** The text of an entry, possibly several lines; text from others. */
export const textOfEntry = (entry: Entry): string =>
  entry.kind === 'gone' ? '(deleted)' : bareText(readableTextOf(entry));

export const choiceOf = (number: number, {roomId, entry}: {roomId: number; entry: Entry}, where: string): Choice => ({
  number,
  row: `${where}${dateTimeOf(entry.sentAtMs)} ${entry.sender}:${'text' in entry ? '' : ` ${textOfEntry(entry).slice(0, 300)}`}`,
  ...('text' in entry && {said: entry.text.slice(0, 500)}),
  async take(client) {
    enterRoom(client, roomId);
    const place: Place = {roomId, seq: entry.seq};
    return {kind: 'goTo', ...place};
  },
});
