/** `rules`: shows or sets who may do what in a room. */
import {setRules} from '../../client/actions/governance.ts';
import {requireRight} from '../../client/core/tokenRight.ts';
import {parseDuration} from '../../shared/words/duration.ts';
import {ChatError} from '../../shared/errors.ts';
import {isRoomRole, ROOM_ROLES, type RoomRole} from '../../shared/access/roles.ts';
import {FIRST_RULES, readKeepDays, rulesText, type RulesChange} from '../../shared/rules.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseRoom} from '../account/target.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';

const USAGE =
  "chat-tui rules '#ROOM' [--write|--invite|--mention-all member|moderator|owner] [--slow 30s|off] [--keep " +
  '30d|off] [--lock|--unlock]';

export const rules: Verb = {
  name: 'rules',
  usage: '<room>',
  choices: {role: ROOM_ROLES},
  summary: 'show or set who may write, invite and mention everybody in a room',
  prints: 'RoomRules',
  options: [
    {flags: '--write <role>', meaning: 'who may write: member, moderator or owner; moderator is for announcements'},
    {flags: '--invite <role>', meaning: 'who may invite people: member, moderator or owner'},
    {flags: '--mention-all <role>', meaning: 'who may mention everybody: member, moderator or owner'},
    {flags: '--slow <time>', meaning: 'how often each member may write, such as 30s or 5m, at most 1d; off ends it'},
    {
      flags: '--keep <time>',
      meaning:
        'after how many days messages are removed here, such as 30d or 8w, at most 36500d; off: as on the server',
    },
    {flags: '--lock', meaning: 'lock the room: only moderators write, and nobody comes in'},
    {flags: '--unlock', meaning: 'unlock the room'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui rules '#garden'", 'show them'],
    ["chat-tui rules '#news' --write moderator", 'a room for announcements'],
    ["chat-tui rules '#garden' --slow 30s", 'one message of each member in half a minute'],
  ],
  run: (shell, call) => {
    const change = changeOf(call);
    return withSession(shell, async client => {
      const room = await findRoom(client, {kind: 'room', name: parseRoom(call.words[0] ?? '')});
      const isChange = Object.keys(change).length > 0;
      if (!isChange) requireRight(client.getState(), 'read');
      const now = isChange ? await setRules(client, room.roomId, change) : (room.rules ?? FIRST_RULES);
      if (call.options.json === true) shell.printJson({room: labelOf(room), ...now});
      else for (const row of rulesText(now)) shell.print(row);
    });
  },
};

/** @throws command-usage */
function changeOf(call: Call): RulesChange {
  const {lock, unlock} = call.options;
  if (lock === true && unlock === true) throw new ChatError('command-usage', USAGE);
  const slow = textOption(call, 'slow');
  const slowMs = slow === 'off' ? 0 : slow === undefined ? undefined : parseDuration(slow);
  if (slow !== undefined && slowMs === undefined) throw new ChatError('command-usage', USAGE);
  const keepDays = keepOption(textOption(call, 'keep'));
  const [write, invite, mentionAll] = ['write', 'invite', 'mentionAll'].map(name => roleOption(call, name));
  return {
    ...(write !== undefined && {write}),
    ...(invite !== undefined && {invite}),
    ...(mentionAll !== undefined && {mentionAll}),
    ...(slowMs !== undefined && {slowMs}),
    ...(keepDays !== undefined && {keepDays}),
    ...((lock === true || unlock === true) && {isLocked: lock === true}),
  };
}

/** @throws command-usage */
function keepOption(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const days = readKeepDays(typed);
  if (days === undefined) throw new ChatError('command-usage', USAGE);
  return days;
}

function roleOption(call: Call, name: string): RoomRole | undefined {
  const typed = textOption(call, name);
  if (typed === undefined || isRoomRole(typed)) return typed;
  throw new ChatError('command-usage', USAGE);
}
