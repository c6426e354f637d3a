/** `notify`: shows or sets which messages of a room or conversation alert. */
import {setRoomPreferences} from '../../client/actions/people/preferences.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {LEVEL_BY_WORD, levelOf} from '../../client/state/notifyLevel.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const notify: Verb = {
  name: 'notify',
  usage: '<target> [level]',
  choices: {level: [...LEVEL_BY_WORD.keys()]},
  summary: 'show or say what of a room rings: all, mentions, none or default',
  prints: 'Room',
  options: [JSON_OPTION],
  examples: [
    ["chat-tui notify '#ops'", 'all, mentions or none'],
    ["chat-tui notify '#ops' all", 'every message rings, on all your devices'],
    ["chat-tui notify '#ops' default", 'as set for all rooms'],
  ],
  async run(shell, call) {
    const [typed = '', word] = call.words;
    const target = parseTarget(typed);
    const level = word === undefined ? undefined : LEVEL_BY_WORD.get(word);
    if (word !== undefined && level === undefined)
      throw new ChatError('command-usage', 'chat-tui notify TARGET all|mentions|none|default');
    await withSession(shell, async client => {
      requireRight(client.getState(), 'settings');
      const {roomId} = await findRoom(client, target);
      if (level !== undefined) await setRoomPreferences(client, roomId, {notify: level});
      const {roomById, preferences} = client.getState();
      const room = roomById[roomId]?.room;
      if (room === undefined) return;
      if (call.options.json === true) shell.printJson(toMemberLine(room));
      else if (level === undefined) shell.print(levelOf(room, preferences));
      else shell.print(`${labelOf(room)}: ${levelOf(room, preferences)}`);
    });
  },
};
