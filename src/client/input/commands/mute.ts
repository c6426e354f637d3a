/** `/mute`: mutes a room, for a while or until `/unmute`: no notifications, and not part of any total. */
import {muteRoom} from '../../actions/people/preferences.ts';
import {firstWord, labelWords} from '../../wording/nameWords.ts';
import {durationText, parseDuration} from '../../../shared/words/duration.ts';
import {ChatError} from '../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../shared/limits.ts';
import {labelOf} from '../../state/selectors.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const USAGE = '[#room|@name] [30m|2h|1d]';

export const mute: Command = {
  name: 'mute',
  usage: USAGE,
  summary: 'Mutes this room or conversation, for a while or until /unmute, on all your devices.',
  details: [
    'It rings no more, and what is unread in it is shown dim and counts in no total. See also /notify and /dnd.',
  ],
  complete: firstWord(labelWords),
  async run(client, {words, state}) {
    const [first] = words;
    const label = first !== undefined && /^[#@]/.test(first) ? first : undefined;
    const [typed, ...more] = label === undefined ? words : words.slice(1);
    const forMs = typed === undefined ? undefined : parseDuration(typed);
    const isWrong = typed !== undefined && (forMs === undefined || forMs === 0 || forMs > FIXED_LIMITS.laterMsMax);
    if (isWrong || more.length > 0) throw new ChatError('command-usage', `/mute ${USAGE}`);
    const {room} = roomArgument(state, label);
    await muteRoom(client, room.roomId, forMs);
    const time = forMs === undefined ? '' : ` for ${durationText(forMs)}`;
    return {kind: 'told', sentence: `${labelOf(room)} is muted${time}. /unmute ends it.`};
  },
};
