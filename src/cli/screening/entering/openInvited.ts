/** Joins the rooms of a join link, once connected, if the user is logged in already. */
import {invitationUsedWords, isInvitation, openInvitation} from '../../../client/actions/account/invitation.ts';
import type {Client} from '../../../client/client.ts';
import {parseAddress} from '../../../shared/address.ts';
import {ChatError} from '../../../shared/errors.ts';

/** Reports the result once. A link without a valid invitation, such as the user's own old one, only names the server. */
export function openInvited(client: Client, typed: string | undefined): void {
  if (typed === undefined || !isInvitation(typed) || parseAddress(typed).inviteCode === undefined) return;
  let isDone = false;
  const look = () => {
    const {me, connection} = client.getState();
    if (isDone || connection.status !== 'online' || me === undefined) return;
    isDone = true;
    stop();
    client.background(open(client, typed));
  };
  const stop = client.subscribe(look);
  look();
}

async function open(client: Client, typed: string): Promise<void> {
  try {
    const brought = await openInvitation(client, typed);
    if (brought.rooms.length > 0) client.notify('info', invitationUsedWords(brought));
  } catch (error) {
    if (!(error instanceof ChatError) || error.code === 'server-too-old') return;
    client.notify('warning', error.message);
  }
}
