/** `/reply`: replies to a message. */
import {sendAbout} from '../../actions/messages/messageActions.ts';
import {hereIn} from '../../actions/messages/threads.ts';
import {DONE, type Command} from '../command.ts';
import {aboutMessage} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const reply: Command = {
  name: 'reply',
  isForPeople: true,
  usage: '[number|link] text',
  summary: 'Answers a message, counted from the newest; who wrote it is told.',
  details: ['In a thread it is said there.'],
  async run(client, {rest, state}) {
    const {place, rest: text} = aboutMessage({client, state}, rest);
    if (text === '') throw new ChatError('command-usage', '/reply [number|link] text');
    const {threadOf} = hereIn(state, place.roomId);
    const about = {replyTo: place.seq, ...(threadOf !== undefined && {threadOf})};
    await sendAbout(client, place.roomId, {text, about});
    return DONE;
  },
};
