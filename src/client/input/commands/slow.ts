/** `/slow`: the minimum time between two messages of a person in this room. */
import {firstWord, fixedWords} from '../../wording/nameWords.ts';
import {setRules} from '../../actions/governance.ts';
import {DONE, type Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';
import {parseDuration} from '../../../shared/words/duration.ts';
import {ChatError} from '../../../shared/errors.ts';

export const slow: Command = {
  name: 'slow',
  usage: '30s|5m|off',
  summary: 'Slow mode: lets each member of this room write once in that time. For moderators, who are not held up.',
  complete: firstWord(fixedWords(['off'])),
  async run(client, {words, state}) {
    const {room} = roomArgument(state, undefined);
    const slowMs = words[0] === 'off' ? 0 : parseDuration(words[0] ?? '');
    if (slowMs === undefined || words.length > 1) throw new ChatError('command-usage', '/slow 30s|5m|off');
    await setRules(client, room.roomId, {slowMs});
    return DONE;
  },
};
