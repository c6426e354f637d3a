/** What the store keeps of ways in: invitation links. */
import type {ServerRole} from '../shared/roles.ts';

/** An invitation link, as it is listed; its code is known to whom it was given alone. */
export interface StoredInvitation {
  invitationId: number;
  /** Login name of who made it. */
  by: string;
  role: ServerRole;
  rooms: readonly {roomId: number; name: string}[];
  note: string;
  madeAtMs: number;
  expiresAtMs?: number;
  usesMax?: number;
  uses: number;
  /** Why nobody comes in by it any more. */
  end?: InvitationEnd;
}

/** `void`: who made it has no right to any more. */
export type InvitationEnd = 'used' | 'expired' | 'revoked' | 'void';

/** The link that the server itself has, as long as nobody revokes it. */
export const OWN_INVITATION = 1;

export interface SignInStore {
  /**
   * For a role below that of who makes it, into rooms in which they may invite. @throws not-allowed, not-in-room,
   * too-many-invitations
   */
  invitationCreate(invitation: {
    codeHash: Uint8Array;
    byUserId: number;
    role: ServerRole;
    roomIds: readonly number[];
    note: string;
    atMs: number;
    expiresAtMs: number;
    usesMax: number;
  }): Promise<number>;
  /** Newest first, also those that are over; of rooms only those that who asks may see. */
  invitationList(page: {
    byUserId: number;
    beforeId?: number;
    limit: number;
    nowMs: number;
  }): Promise<StoredInvitation[]>;
  /** What is behind a code; nothing is used up. @throws invitation-over */
  invitationFind(codeHash: Uint8Array, nowMs: number): Promise<StoredInvitation>;
  /** @throws not-allowed, invitation-not-found */
  invitationRevoke(change: {invitationId: number; byUserId: number; atMs: number}): Promise<void>;
  /** Another code, and good again as it was at first; whoever may make such a one. @throws not-allowed, invitation-not-found */
  invitationRotate(change: {
    invitationId: number;
    byUserId: number;
    codeHash: Uint8Array;
    atMs: number;
  }): Promise<{usesMax?: number; expiresAtMs?: number}>;
  /** The server's own has this code from now on, unless it was revoked. */
  invitationOwn(codeHash: Uint8Array, atMs: number): Promise<'good' | 'revoked'>;
}
