/** `/files`: what the room has, newest first, with the numbers that `/get` takes. */
import {listFiles} from '../actions/transfer.ts';
import type {Command} from '../command.ts';
import {roomWords} from '../nameWords.ts';
import {roomArgument} from '../roomArgument.ts';
import {labelOf} from '../selectors.ts';
import {tableOf} from '../table.ts';
import {sizeText} from '../transfers/sizeText.ts';

export const files: Command = {
  name: 'files',
  usage: '[#room]',
  summary: 'Lists the files of this room, or of the one that is named.',
  complete: (state, words, started) => (words.length > 0 ? [] : roomWords(state, started)),
  async run(client, {words}) {
    const {room} = roomArgument(client.getState(), words[0]);
    const found = await listFiles(client, room.roomId);
    if (found.length === 0) return {kind: 'told', sentence: `There are no files in ${labelOf(room)}.`};
    const rows = found.map(({name, sizeBytes, sender, state}, index) => {
      const note = state === 'complete' ? '' : state;
      return [index + 1, name, sizeText(sizeBytes), `@${sender}`, note];
    });
    return {kind: 'show', title: `Files in ${labelOf(room)}`, rows: tableOf(rows)};
  },
};
