/** Store contract: encryption. Signed devices of accounts, epochs of conversations, boxes with keys, encrypted messages. */

/** The key of an epoch, encrypted for one recipient. */
export interface StoredBox {
  roomId: number;
  n: number;
  /** Id of a device or of an account's recovery key, 22 characters. */
  recipient: string;
  box: Uint8Array;
}

export interface EpochAdd {
  roomId: number;
  userId: number;
  statement: Buffer;
  boxes: readonly Omit<StoredBox, 'roomId' | 'n'>[];
  atMs: number;
}

export interface SealedAppend {
  roomId: number;
  userId: number;
  entryId: string;
  /** In base64url. */
  sealed: string;
  atMs: number;
  /** Entry id of the same sender that must be in the room's log already. */
  afterId?: string | undefined;
}

export interface SealedStore<Committed> {
  /** The permanent id of this server, 16 random bytes. */
  serverId(): Buffer;
  /** Idempotent. @throws not-genuine, chain-taken, devices-full */
  accountLinkAdd(link: {userId: number; link: Buffer}): Promise<{n: number; isNew: boolean}>;
  /** After `afterN`, oldest first. @throws user-not-found */
  accountLinkList(page: {name: string; afterN: number; limit: number}): Promise<Buffer[]>;
  /** Idempotent. @throws not-in-room, not-genuine, epoch-taken, chain-taken, room-not-empty */
  epochAdd(epoch: EpochAdd): Promise<Committed>;
  /** Statements after `afterN`, oldest first, with the seqs of their entries. @throws not-in-room */
  epochList(page: {
    roomId: number;
    userId: number;
    afterN: number;
    limit: number;
  }): Promise<{seq: number; statement: Buffer}[]>;
  /**
   * Adds boxes for devices and recovery keys of members. Existing boxes are replaced only for one's own devices. @throws
   * not-in-room, device-unknown
   */
  boxAdd(boxes: {userId: number; boxes: readonly StoredBox[]}): Promise<void>;
  /** Boxes of one of one's own recipients, ordered by room and epoch. @throws device-unknown */
  boxList(page: {
    userId: number;
    recipient: string;
    after: {roomId: number; n: number};
    limit: number;
  }): Promise<StoredBox[]>;
  /** People with whom a person shares an encrypted conversation. */
  sealedPartners(userId: number): Promise<number[]>;
  /** @throws not-in-room, sealed-only, epoch-old, device-unknown, not-genuine, out-of-order */
  sealedAppend(message: SealedAppend): Promise<Committed>;
}
