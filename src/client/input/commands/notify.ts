/** `/notify`: which messages of a room notify. */
import {setRoomPreferences} from '../../actions/people/preferences.ts';
import {LEVEL_BY_WORD, levelOf} from '../../state/notifyLevel.ts';
import {labelOf} from '../../state/selectors.ts';
import {labelWords} from '../../wording/nameWords.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Command} from '../command.ts';
import {roomArgument} from '../typed/roomArgument.ts';

const USAGE = '[#room|@name] [all|mentions|none|default] | test';

export const notify: Command = {
  name: 'notify',
  usage: '[#room|@name] [level] | test',
  summary: 'Shows or says what of a room or conversation rings: everything, mentions, nothing.',
  details: [
    'What holds where nothing is said: /set notify-rooms and /set notify-directs. With none, it counts in no total.',
    '/notify test rings the bell and shows a notice of the desktop, in the way in which it would call you.',
  ],
  complete: (state, words, started) =>
    [
      ...[...LEVEL_BY_WORD.keys(), ...(words.length > 0 ? [] : ['test'])].filter(word => word.startsWith(started)),
      ...(words.length > 0 ? [] : labelWords(state, started)),
    ].filter(word => !words.includes(word)),
  async run(client, {words, state}) {
    const [first] = words;
    if (first === 'test' && words.length === 1) return {kind: 'noticeTest'};
    const label = first !== undefined && /^[#@]/.test(first) ? first : undefined;
    const [word, ...more] = label === undefined ? words : words.slice(1);
    const {room} = roomArgument(state, label);
    const level = word === undefined ? undefined : LEVEL_BY_WORD.get(word);
    if (more.length > 0 || (word !== undefined && level === undefined))
      throw new ChatError('command-usage', `/notify ${USAGE}`);
    if (level !== undefined) await setRoomPreferences(client, room.roomId, {notify: level});
    const now = client.getState();
    const {mine, kind} = now.roomById[room.roomId]?.room ?? room;
    const rings = {all: 'everything rings', mentions: 'mentions ring', none: 'nothing rings'}[
      levelOf({...(mine && {mine}), kind}, now.preferences)
    ];
    return {
      kind: 'told',
      sentence: `${labelOf(room)}: ${rings}${mine?.notify === undefined ? ', as set for all' : ''}.`,
    };
  },
};
