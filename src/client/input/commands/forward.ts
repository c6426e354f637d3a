/** `/forward`: forwards a message to another room. */
import {hasWords} from '../../../shared/entries/entry.ts';
import {entryAt, sendAbout} from '../../actions/messages/messageActions.ts';
import type {Command} from '../command.ts';
import {messageArgument, isMessageWord} from '../typed/messageArgument.ts';
import {textOfEntry} from '../messageChoice.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {openDirect} from '../../actions/room.ts';
import {roomWords} from '../../wording/nameWords.ts';
import {labelOf} from '../../state/selectors.ts';
import {ChatError} from '../../../shared/errors.ts';

export const forward: Command = {
  name: 'forward',
  usage: '[number|link] #room|@name',
  summary: 'Passes a message on to another room, with the name of who wrote it.',
  complete: (state, words, started) => (words.length > 1 ? [] : roomWords(state, started)),
  async run(client, {words, state}) {
    const [first = '', second] = words;
    const [word, target] = isMessageWord(first) ? [first, second] : [undefined, first];
    if (target === undefined || target === '' || words.length > (word === undefined ? 1 : 2))
      throw new ChatError('command-usage', '/forward [number|link] #room|@name');
    const place = messageArgument({client, state}, word);
    const entry = await entryAt(client, place);
    if (!hasWords(entry)) throw new ChatError('message-unchangeable');
    const room = target.startsWith('@') ? await openDirect(client, target) : roomArgument(state, target).room;
    await sendAbout(client, room.roomId, {text: textOfEntry(entry), about: {forwardOf: place}});
    return {kind: 'told', sentence: `Passed on to ${labelOf(room)}.`};
  },
};
