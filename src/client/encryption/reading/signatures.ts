/**
 * Verifies the signatures of a batch: one per device, of its newest message, whose hash chain covers the earlier ones. Runs
 * in the thread pool, before any entry is used.
 */
import type {Entry} from '../../../shared/entries/entry.ts';
import {ChatError} from '../../../shared/errors.ts';
import {deviceOf, keyOf, type AccountState} from '../../../shared/sealed/accountChain.ts';
import {isMessageBy, isMessageByApart, readMessage, type ReadMessage} from '../../../shared/sealed/message.ts';
import {fromText} from '../../../shared/sealed/primitives/bytes.ts';
import {turns} from '../../../shared/bounds/turns.ts';

export interface Signatures {
  /** The message of an entry; `undefined` when its text is not a valid message. */
  messageOf: (entry: Entry) => ReadMessage | undefined;
  /** Whether the device with the signing key `sign` has signed the message. */
  isBy: (message: ReadMessage, sign: Buffer) => boolean;
}

interface Parts {
  /** All verified states of a person's account. */
  accounts: (name: string) => readonly AccountState[];
  /** Whether this message was verified here before. */
  wasGenuine: (seq: number, message: ReadMessage) => boolean;
}

interface Signed {
  seq: number;
  message: ReadMessage;
  sign: Buffer;
}

interface Verified {
  sign: Buffer;
  isRight: boolean;
}

/** Concurrent verifications: Node's thread pool has four threads, which also serve files and DNS look-ups. */
const AT_A_TIME = 2;

const read = (entry: Entry): ReadMessage | undefined => {
  if (entry.kind !== 'sealed') return undefined;
  try {
    return readMessage(fromText(entry.text));
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
};

const textOf = (bytes: Buffer): string => bytes.toString('latin1');

export async function verifySignatures(entries: readonly Entry[], {accounts, wasGenuine}: Parts): Promise<Signatures> {
  const messages = new Map<Entry, ReadMessage>();
  const verified = new Map<ReadMessage, Verified>();
  /** Signed messages by device, in the order of the log. */
  const byDevice = new Map<string, Signed[]>();

  const sort = (entry: Entry): void => {
    const message = read(entry);
    if (message === undefined) return;
    messages.set(entry, message);
    const state = accounts(entry.sender).find(({head}) => head.equals(message.accountHead));
    const sign = state && deviceOf(state, message.dev)?.sign;
    if (sign === undefined) return;
    const key = textOf(message.dev) + textOf(sign);
    const own = byDevice.get(key) ?? [];
    byDevice.set(key, own);
    own.push({seq: entry.seq, message, sign});
  };
  /** Marks the earlier messages of a device as verified: each signed message contains the hash of the one before it. */
  const vouch = (last: ReadMessage, sign: Buffer, byId: ReadonlyMap<string, ReadMessage>): void => {
    for (let one = last; ;) {
      const before = byId.get(textOf(one.prevOwn));
      if (before?.ctr !== one.ctr - 1 || verified.get(before)?.isRight === true) return;
      verified.set(before, {sign, isRight: true});
      one = before;
    }
  };
  const verifyDevice = async (own: readonly Signed[], isAlone: boolean): Promise<void> => {
    const byId = new Map(own.map(({message}) => [textOf(message.id), message]));
    for (const {seq, message, sign} of own.toReversed()) {
      if (verified.has(message)) continue;
      const key = keyOf(sign);
      const isRight =
        wasGenuine(seq, message) || (isAlone ? isMessageBy(message, key) : await isMessageByApart(message, key));
      verified.set(message, {sign, isRight});
      if (isRight) vouch(message, sign, byId);
    }
  };

  const yielding = turns();
  for (const entry of entries) {
    sort(entry);
    await yielding();
  }
  const devices = byDevice.values();
  const verifyNext = async (): Promise<void> => {
    for (const own of devices) await verifyDevice(own, entries.length === 1);
  };
  await Promise.all(Array.from({length: AT_A_TIME}, verifyNext));

  return {
    messageOf: entry => messages.get(entry),
    isBy(message, sign) {
      const known = verified.get(message);
      // The account's keys may have changed since the batch was verified.
      return known?.sign.equals(sign) === true ? known.isRight : isMessageBy(message, keyOf(sign));
    },
  };
}
