/** Store contract: the life of a room. Its name and description, archiving, deletion. */

interface Change {
  roomId: number;
  userId: number;
  entryId: string;
  atMs: number;
}

export interface RoomLifeStore {
  /**
   * The former name still finds the room until another one takes it. @throws not-in-room, not-allowed, lobby-fixed,
   * room-exists, room-name-alike, muted
   */
  roomRename(change: Change & {name: string}): Promise<void>;
  /** @throws not-in-room, not-allowed, description-too-long, muted */
  roomDescribe(change: Change & {text: string}): Promise<void>;
  /** @throws not-in-room, not-allowed, lobby-fixed */
  roomArchive(change: Change & {isArchived: boolean; reason: string}): Promise<void>;
  /**
   * Removes all members and frees the name; the content is erased in steps. @throws not-in-room, not-allowed, lobby-fixed,
   * room-name-other if it has another name @returns the former members
   */
  roomDelete(change: {roomId: number; userId: number; name: string}): Promise<number[]>;
  /** One step of erasing deleted rooms; `undefined` if nothing is left. @returns files whose bytes can be removed */
  roomErase(): Promise<{fileIds: string[]} | undefined>;
}
