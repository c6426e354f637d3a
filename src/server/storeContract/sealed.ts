/** Store contract: encryption. Signed devices of accounts, epochs of conversations, boxes with keys, encrypted messages. */

/** A box with the key of one epoch; nobody but its recipient can open it. */
export interface StoredBox {
  roomId: number;
  n: number;
  /** 22 characters: of a device, or of an account's recovery key. */
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
  /** An entry of the same sender that must be in this room's log already. */
  afterId?: string | undefined;
}

export interface SealedStore<Committed> {
  /** 16 random bytes by which this server is known for ever. */
  serverId(): Buffer;
  /** The same link again is stored already. @throws not-genuine, chain-taken, devices-full */
  accountLinkAdd(link: {userId: number; link: Buffer}): Promise<{n: number; isNew: boolean}>;
  /** After `afterN`, oldest first. @throws user-not-found */
  accountLinkList(page: {name: string; afterN: number; limit: number}): Promise<Buffer[]>;
  /** The same statement again is stored already. @throws not-in-room, not-genuine, epoch-taken, chain-taken, room-not-empty */
  epochAdd(epoch: EpochAdd): Promise<Committed>;
  /** Statements after `afterN`, oldest first, with the seq of the entry that tells each. @throws not-in-room */
  epochList(page: {
    roomId: number;
    userId: number;
    afterN: number;
    limit: number;
  }): Promise<{seq: number; statement: Buffer}[]>;
  /**
   * For devices of members, and for their recovery keys. What is there stays, but for one's own.
   * @throws not-in-room, device-unknown
   */
  boxAdd(boxes: {userId: number; boxes: readonly StoredBox[]}): Promise<void>;
  /** One's own, of one recipient, in order of rooms and epochs, after a place. @throws device-unknown */
  boxList(page: {
    userId: number;
    recipient: string;
    after: {roomId: number; n: number};
    limit: number;
  }): Promise<StoredBox[]>;
  /** With whom a person shares an encrypted conversation. */
  sealedPartners(userId: number): Promise<number[]>;
  /** @throws not-in-room, sealed-only, epoch-old, device-unknown, not-genuine, out-of-order */
  sealedAppend(message: SealedAppend): Promise<Committed>;
}
