/** `/thread`: opens the thread of a message, or replies in it. */
import {sendAbout} from '../../actions/messages/messageActions.ts';
import {readThread, rootOf} from '../../actions/messages/threads.ts';
import {DONE, type Command} from '../command.ts';
import {commandLineIn, messageIn} from '../commandLine.ts';
import {getCommand} from '../commandSearch.ts';
import {aboutMessage} from '../typed/messageArgument.ts';
import {typedWordsOf} from '../words.ts';

export const thread: Command = {
  name: 'thread',
  isForPeople: true,
  usage: '[number|link] [text]',
  summary: 'Shows the thread of a message, and what you write there is an answer in it; with a text, answers at once.',
  details: [
    'Esc goes back to where you were. Whoever writes in a thread follows it; /unfollow ends that, /threads lists them.',
    'A command as the text does what it would do in the thread: /thread 3 /reply 1 agreed.',
  ],
  async run(client, {rest, state, commands}) {
    const {place, rest: text} = aboutMessage({client, state}, rest);
    const root = await rootOf(client, place);
    if (text === '') return {kind: 'thread', ...root};
    const line = commandLineIn(text, commands);
    if (line === undefined) {
      await sendAbout(client, root.roomId, {text: messageIn(text), about: {threadOf: root.seq}});
      return DONE;
    }
    const command = getCommand(commands, line.name);
    const openThread = {...root, entries: await readThread(client, root), isLoaded: true};
    const there = {...state, currentRoomId: root.roomId, openThread};
    return command.run(client, {words: typedWordsOf(line.rest), rest: line.rest, state: there, commands});
  },
};
