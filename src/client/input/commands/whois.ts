/** `/whois`: shows a person's profile: name, roles, presence, and when they were last seen. */
import {showUser} from '../../actions/people/presence.ts';
import type {Command} from '../command.ts';
import {firstWord, personWords} from '../../wording/nameWords.ts';
import {isConversation, labelOf, orderedRooms} from '../../state/selectors.ts';
import {presenceWords} from '../../wording/presenceWords.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {ChatError} from '../../../shared/errors.ts';

export const whois: Command = {
  name: 'whois',
  usage: '@name',
  summary: 'Shows what is known of one person.',
  complete: firstWord(personWords),
  async run(client, {words}) {
    const [name] = words;
    if (name === undefined) throw new ChatError('command-usage', '/whois @name');
    const {user, createdAtMs, lastSeenAtMs} = await showUser(client, name);
    const shared = orderedRooms(client.getState())
      .filter(one => !isConversation(one.room) && one.memberNames?.includes(user.name) === true)
      .map(one => labelOf(one.room));
    const rows = [
      `Name      ${user.displayName === '' ? user.name : user.displayName}`,
      `State     ${presenceWords(user)}`,
      `Role      ${user.role}`,
      `Since     ${dateTimeOf(createdAtMs)}`,
      ...(user.state === 'offline' && lastSeenAtMs !== undefined ? [`Last seen ${dateTimeOf(lastSeenAtMs)}`] : []),
      ...(shared.length > 0 ? [`Seen in   ${shared.join(', ')}`] : []),
    ];
    return {kind: 'show', title: `@${user.name}`, rows};
  },
};
