/** Store contract: lifecycle of a room: name and description, archiving, deletion, and invitations into it. */
import type {Invite} from '../../shared/model.ts';

interface Change {
  roomId: number;
  userId: number;
  entryId: string;
  atMs: number;
}

export interface RoomLifecycleStore {
  /**
   * Renames a room; the former name still finds it until another room takes that name. @throws not-in-room, not-allowed,
   * lobby-fixed, room-exists, room-name-alike, muted
   */
  roomRename(change: Change & {name: string}): Promise<void>;
  /** @throws not-in-room, not-allowed, description-too-long, muted */
  roomDescribe(change: Change & {text: string}): Promise<void>;
  /** @throws not-in-room, not-allowed, lobby-fixed, muted with a reason */
  roomArchive(change: Change & {isArchived: boolean; reason: string}): Promise<void>;
  /**
   * Removes all members and frees the name; the content is erased in steps. @throws not-in-room, not-allowed, lobby-fixed,
   * room-name-other if it has another name @returns the former members
   */
  roomDelete(change: {roomId: number; userId: number; name: string}): Promise<number[]>;
  /** One step of erasing deleted rooms; `undefined` if nothing is left. @returns files whose bytes can be removed */
  roomErase(): Promise<{fileIds: string[]} | undefined>;
}

export interface InviteStore {
  /**
   * Invites all of them or nobody; invites end when the inviter leaves. People who already see an invite from the same person in
   * their list, or have blocked that person, are not told. @throws not-in-room, already-member, not-allowed (direct rooms)
   */
  inviteCreate(invite: {
    roomId: number;
    byUserId: number;
    userIds: readonly number[];
    atMs: number;
  }): Promise<{invite: Invite; toldIds: number[]}>;
  inviteList(userId: number): Promise<Invite[]>;
}
