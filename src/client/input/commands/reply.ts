/** `/reply`: replies to a message. */
import {sendAbout} from '../../actions/messages/messageActions.ts';
import {DONE, type Command} from '../command.ts';
import {aboutMessage} from '../typed/messageArgument.ts';
import {ChatError} from '../../../shared/errors.ts';

export const reply: Command = {
  name: 'reply',
  isForPeople: true,
  usage: '[number|link] text',
  summary: 'Answers a message, counted from the newest; who wrote it is told.',
  async run(client, {rest, state}) {
    const {place, rest: text} = aboutMessage({client, state}, rest);
    if (text === '') throw new ChatError('command-usage', '/reply [number|link] text');
    await sendAbout(client, place.roomId, {text, about: {replyTo: place.seq}});
    return DONE;
  },
};
