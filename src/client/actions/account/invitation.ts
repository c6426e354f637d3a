/** Uses an invitation link with an existing account. */
import {parseAddress} from '../../../shared/address.ts';
import {ChatError} from '../../../shared/errors.ts';
import type {Result} from '../../../shared/protocol.ts';
import type {Client} from '../../client.ts';
import {roomByLabel} from '../../state/selectors.ts';
import {enterRoom} from '../room.ts';
import {requireCapability} from '../../core/serverCan.ts';

/** Whether the text looks like an invitation link: a URL with a code behind `#`. `parseAddress` checks it. */
export const isInvitation = (typed: string): boolean => /^(?:https?|wss?):\/\/\S+#\S/i.test(typed);

/**
 * Joins the rooms of the invitation and enters the first newly joined one.
 * @throws invitation-elsewhere, invitation-over, too-many-rooms, server-too-old
 */
export async function openInvitation(client: Client, typed: string): Promise<Result<'invitationUse'>> {
  const {serverUrl, inviteCode} = parseAddress(typed);
  // An invitation code is never sent to a server other than its own.
  if (serverUrl !== client.options.serverUrl) throw new ChatError('invitation-elsewhere', serverUrl);
  if (inviteCode === undefined) throw new ChatError('invitation-over', 'there is no code in it');
  await requireCapability(client, 'invitationUse');
  const brought = await client.request('invitationUse', {inviteCode});
  const first = brought.rooms.flatMap(name => roomByLabel(client.getState(), `#${name}`) ?? [])[0];
  if (first !== undefined) enterRoom(client, first.room.roomId);
  return brought;
}

/** Text from others: pass the result through `display()` before it is shown. */
export const invitationUsedWords = ({by, rooms}: Result<'invitationUse'>): string =>
  rooms.length === 0
    ? 'This invitation brings you into no room in which you are not already.'
    : `You are in ${rooms.map(name => `#${name}`).join(', ')} now, invited by @${by}.`;
