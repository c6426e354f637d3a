/** `/view`: shows a long message in full. */
import {entryAt} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {textOfEntry} from '../messageChoice.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';

export const view: Command = {
  name: 'view',
  usage: '[number|link]',
  summary: 'Shows a message whole and as it was typed, however long it is; messages are counted from the newest.',
  async run(client, {words, state}) {
    if (words.length > 1) throw new ChatError('command-usage', '/view [number|link]');
    const entry = await entryAt(client, messageArgument({client, state}, words[0]));
    const rows = textOfEntry(entry).split('\n');
    return {kind: 'show', title: `${entry.sender} · ${dateTimeOf(entry.sentAtMs)}`, rows};
  },
};
