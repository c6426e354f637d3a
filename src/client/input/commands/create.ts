/** `/create`: creates a room. */
import {createRoom} from '../../actions/room.ts';
import {DONE, type Command} from '../command.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';

const USAGE = '#room [--private [--plain]] [--topic text]';

export const create: Command = {
  name: 'create',
  usage: '#room [--private] [--topic text]',
  summary: 'Makes a room and goes into it.',
  details: [
    'A private room is seen only by its members and those who are invited, and is encrypted where this ' +
      'device can; with --plain it is not: for programs with tokens, which have no keys. The topic goes to the ' +
      'end of the line.',
    `A room name has 1 to ${FIXED_LIMITS.roomNameLengthMax} characters: a-z, 0-9, dot, dash and underscore.`,
  ],
  complete: (_state, words, started) =>
    words.length === 0
      ? []
      : ['--private', '--plain', '--topic'].filter(flag => flag.startsWith(started) && !words.includes(flag)),
  async run(client, {words}) {
    const topicAt = words.indexOf('--topic');
    const before = topicAt === -1 ? words : words.slice(0, topicAt);
    const names = before.filter(word => word !== '--private' && word !== '--plain');
    const [name] = names;
    if (name === undefined || names.length > 1 || name.startsWith('--')) {
      throw new ChatError('command-usage', `/create ${USAGE}`);
    }
    const topic = topicAt === -1 ? undefined : words.slice(topicAt + 1).join(' ');
    const [isPrivate, isPlain] = [before.includes('--private'), before.includes('--plain')];
    await createRoom(client, {name, isPrivate: isPrivate || isPlain, isPlain, topic});
    return DONE;
  },
};
