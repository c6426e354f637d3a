/** `/thread`: answers in the thread of a message, or shows it. */
import {entryAt, sendAbout, threadOf} from '../../actions/deeds.ts';
import {DONE, type Command} from '../command.ts';
import {aboutMessage} from '../messageArgument.ts';
import {choiceOf} from '../messageChoice.ts';

export const thread: Command = {
  name: 'thread',
  usage: '[number|link] [text]',
  summary: 'Answers in the thread of a message; without a text, shows the thread.',
  async run(client, {rest}) {
    const {place, rest: text} = aboutMessage(client.getState(), rest);
    const {roomId} = place;
    const entry = await entryAt(client, place);
    const rootSeq = (entry.kind === 'message' ? entry.threadOf : undefined) ?? place.seq;
    if (text !== '') {
      await sendAbout(client, roomId, {text, about: {threadOf: rootSeq}});
      return DONE;
    }
    const entries = await threadOf(client, {roomId, seq: rootSeq});
    const choices = entries.map((one, index) => choiceOf(index + 1, {roomId, entry: one}, ''));
    return {kind: 'choose', title: 'Thread', choices};
  },
};
