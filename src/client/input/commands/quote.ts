/** `/quote`: quotes a message in the input line, to reply to it. */
import {entryAt} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {messageArgument} from '../typed/messageArgument.ts';
import {textOfEntry} from '../messageChoice.ts';
import {ChatError} from '../../../shared/errors.ts';

/** Puts `> ` before each line, as in mails. */
const quoted = (text: string): string => text.replaceAll(/^/gm, '> ');

export const quote: Command = {
  name: 'quote',
  usage: '[number|link]',
  summary: 'Puts what a message says into the input line, with > before each line.',
  async run(client, {words, state}) {
    if (words.length > 1) throw new ChatError('command-usage', '/quote [number|link]');
    const entry = await entryAt(client, messageArgument({client, state}, words[0]));
    return {kind: 'write', text: `${quoted(textOfEntry(entry))}\n`};
  },
};
