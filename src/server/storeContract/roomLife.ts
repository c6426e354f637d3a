/** Store contract: the life of a room. Its name and description, archiving, deletion. */

interface Change {
  roomId: number;
  userId: number;
  entryId: string;
  atMs: number;
}

export interface RoomLifeStore {
  /**
   * The name before leads to it as well, until another room has it. @throws not-in-room, not-allowed, lobby-fixed, room-exists,
   * room-name-alike, muted
   */
  roomRename(change: Change & {name: string}): Promise<void>;
  /** @throws not-in-room, not-allowed, description-too-long, muted */
  roomDescribe(change: Change & {text: string}): Promise<void>;
  /** @throws not-in-room, not-allowed, lobby-fixed */
  roomArchive(change: Change & {isArchived: boolean; reason: string}): Promise<void>;
  /**
   * Nobody is in it any more, and its name is free. What it held goes in steps.
   * @throws not-in-room, not-allowed, lobby-fixed, room-name-other where it is not called so
   * @returns who was in it
   */
  roomDelete(change: {roomId: number; userId: number; name: string}): Promise<number[]>;
  /** One step of taking away what deleted rooms held; `undefined` when nothing is left. @returns files whose bytes can go */
  roomErase(): Promise<{fileIds: string[]} | undefined>;
}
