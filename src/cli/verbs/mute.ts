/** `mute`: mutes a room or conversation. */
import {muteRoom, unmuteRoom} from '../../client/actions/people/preferences.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {durationText, parseDuration} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

export const mute: Verb = {
  name: 'mute',
  usage: '<target>',
  summary: 'mute a room or conversation on all your devices, or end it',
  prints: 'Room',
  options: [
    {flags: '--for <time>', meaning: 'for so long, at most a year, such as 30m, 2h or 1d; else until it is ended'},
    {flags: '--off', meaning: 'end it'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui mute '#builds'", 'rings no more, counts in no total'],
    ['chat-tui mute @bob --for 2h', 'for two hours'],
    ["chat-tui mute '#builds' --off", 'as before'],
  ],
  async run(shell, call) {
    const target = parseTarget(call.words[0] ?? '');
    const typed = textOption(call, 'for');
    const forMs = typed === undefined ? undefined : parseDuration(typed);
    if (typed !== undefined && (forMs === undefined || forMs === 0 || forMs > FIXED_LIMITS.laterMsMax))
      throw new ChatError('command-usage', '--for takes a time such as 30m, 2h or 1d, at most 366d.');
    await withSession(shell, async client => {
      const {roomId} = await findRoom(client, target);
      if (call.options.off === true) await unmuteRoom(client, roomId);
      else await muteRoom(client, roomId, forMs);
      const room = client.getState().roomById[roomId]?.room;
      if (room === undefined) return;
      if (call.options.json === true) return shell.printJson(toMemberLine(room));
      const time = forMs === undefined ? '' : ` for ${durationText(forMs)}`;
      shell.print(call.options.off === true ? `${labelOf(room)} is not muted.` : `${labelOf(room)} is muted${time}.`);
    });
  },
};
