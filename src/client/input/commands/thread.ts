/** `/thread`: opens the thread of a message, or replies in it. */
import {sendAbout} from '../../actions/messages/messageActions.ts';
import {rootOf} from '../../actions/messages/threads.ts';
import {DONE, type Command} from '../command.ts';
import {aboutMessage} from '../typed/messageArgument.ts';

export const thread: Command = {
  name: 'thread',
  isForPeople: true,
  usage: '[number|link] [text]',
  summary: 'Shows the thread of a message, and what you write there is an answer in it; with a text, answers at once.',
  details: [
    'Esc goes back to where you were. Whoever writes in a thread follows it; /unfollow ends that, /threads lists them.',
  ],
  async run(client, {rest, state}) {
    const {place, rest: text} = aboutMessage({client, state}, rest);
    const root = await rootOf(client, place);
    if (text === '') return {kind: 'thread', ...root};
    await sendAbout(client, root.roomId, {text, about: {threadOf: root.seq}});
    return DONE;
  },
};
