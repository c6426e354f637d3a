/** Invitation links: creating, listing, revoking, rotating. */
import {ChatError} from '../../../shared/errors.ts';
import type {ServerRole} from '../../../shared/access/roles.ts';
import {dateTimeOf} from '../../../shared/text/figures.ts';
import {makeInvitation, revokeInvitation, rotateInvitation} from '../../signIn/invitations.ts';
import type {StoredInvitation} from '../../storeContract/signIn.ts';
import {pageOf, type AdminBody} from '../body.ts';

export const inviteLink: AdminBody<'invite-link'> = async (server, {by, args}) => {
  const {role, ...wanted} = args;
  const made = await makeInvitation(server, by, {...wanted, role: role as ServerRole | undefined});
  const {invitationId, link, usesMax = 1, expiresAtMs = 0} = made;
  const who = usesMax === 1 ? 'one account' : `${usesMax} accounts`;
  return {
    rows: [{invitation: invitationId, link, role: made.role, usesMax, expiresAtMs}],
    told: [`Invitation ${invitationId}, for ${who}, until ${dateTimeOf(expiresAtMs)}.`],
  };
};

export const invites: AdminBody<'invites'> = async ({store, now}, asked) => {
  const before = asked.after === undefined ? {} : {beforeId: Number(asked.after) || 0};
  const page = {byUserId: asked.by.userId, ...before, limit: asked.limit + 1, nowMs: now()};
  return pageOf<'invites', StoredInvitation>(
    await store.invitationList(page),
    asked,
    ({invitationId, rooms, end = 'open', ...one}) => ({
      ...one,
      invitation: invitationId,
      rooms: rooms.map(({name}) => name),
      state: end,
    }),
    last => String(last.invitationId),
  );
};

export const revokeInvite: AdminBody<'revoke-invite'> = async (server, {by, args}) => {
  const invitationId = numberOf(args.invitation);
  await revokeInvitation(server, by, invitationId);
  return {told: [`Invitation ${invitationId} is revoked.`]};
};

export const rotateInvite: AdminBody<'rotate-invite'> = async (server, {by, args}) => {
  const invitation = numberOf(args.invitation);
  const link = await rotateInvitation(server, by, invitation);
  return {rows: [{invitation, link}], told: [`The link of invitation ${invitation} before this one is void.`]};
};

/** @throws invitation-not-found */
function numberOf(typed: string): number {
  if (!/^\d{1,9}$/.test(typed)) throw new ChatError('invitation-not-found', typed.slice(0, 20));
  return Number(typed);
}
