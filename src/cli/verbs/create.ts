/** `create`: creates a room. */
import {createRoom} from '../../client/actions/room.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import {toMemberLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {parseRoom} from '../account/target.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';

export const create: Verb = {
  name: 'create',
  usage: '<room>',
  summary: 'make a room and join it',
  prints: 'Room',
  options: [
    {flags: '--private', meaning: 'only invited people can see and join it'},
    {flags: '--plain', meaning: 'private and not encrypted: for programs with tokens, which have no keys'},
    {flags: '--topic <text>', meaning: `what it is about, at most ${FIXED_LIMITS.topicLengthMax} characters`},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui create '#garden'", 'everybody can join it'],
    ["chat-tui create '#board' --private --topic 'The next year'", 'by invitation only'],
  ],
  run: (shell, call) =>
    withSession(shell, async client => {
      const topic = textOption(call, 'topic');
      const name = parseRoom(call.words[0] ?? '');
      const isPlain = call.options.plain === true;
      const isPrivate = call.options.private === true || isPlain;
      const room = await createRoom(client, {name, isPrivate, isPlain, topic});
      if (call.options.json === true) shell.printJson(toMemberLine(room));
      else shell.print(`Made ${labelOf(room)}.`);
    }),
};
