/** Encrypts and sends messages: written to disk first, and repeated as the same bytes until the server has them. */
import {DAY_MS} from '../../shared/limits.ts';
import {ChatError, kindOf} from '../../shared/errors.ts';
import {ZEROS} from '../../shared/sealed/accountLink.ts';
import {encodeBody, type Body, type BodyTarget} from '../../shared/sealed/body.ts';
import {fromText, toText} from '../../shared/sealed/primitives/bytes.ts';
import {memberOf} from '../../shared/sealed/membership.ts';
import {BODY_BYTES_MAX, MESSAGE_ID_BYTES, readMessage, sealMessage} from '../../shared/sealed/message.ts';
import type {Result} from '../../shared/protocol.ts';
import type {OutFile, OutRow} from '../local/sealedRows.ts';
import type {Core} from '../core/core.ts';
import {serially} from '../core/serially.ts';
import type {Accounts} from './accounts.ts';
import type {Conversations} from './epochs/conversations.ts';
import {hasShrunk, type SealedConversation} from './epochs/makingEpoch.ts';
import {openUnopened} from './epochs/unopened.ts';
import type {KeyStore} from './keyStore.ts';
import type {OwnDevice} from './ownDevice.ts';
import {findOwn} from './reading/ownNewest.ts';
import type {Reading} from './reading/reading.ts';

export interface Sealed {
  roomId: number;
  clientMsgId: string;
  body: Body;
  file?: OutFile;
}

/** The server's answer: the seq of the entry, and for a file also its id. */
export type Sent = Result<'sealedSend'> & {fileId?: string};

export interface Sending {
  /**
   * Sends in order, room by room.
   * @throws keys-absent, key-missing, keys-spoiled, message-too-long, and refusals of the server
   */
  send(sealed: Sealed): Promise<Sent>;
  /** A reference to the entry with this seq, as it was seen on this machine. @throws message-not-found */
  target(roomId: number, seq: number): BodyTarget;
}

interface Parts {
  store: KeyStore;
  own: OwnDevice;
  accounts: Accounts;
  conversations: Conversations;
  reading: Pick<Reading, 'open'>;
  /** Throws when nothing may be sent in this room. @throws ChatError */
  requireTrust: (roomId: number) => void;
}

/** An epoch is renewed after this time, or this number of messages. */
const EPOCH_MS_MAX = 7 * DAY_MS;
const EPOCH_MESSAGES_MAX = 10_000;
const TRIES_MAX = 4;

export function openSending(
  client: Core,
  {store, own, accounts, conversations, reading, requireTrust}: Parts,
): Sending {
  const {rows} = store;
  /** By room: the newest epoch, and when this device first used it, also in an earlier run of the program. */
  const firstUses = new Map<number, string>();
  const firstUsedMs = (roomId: number, n: number): number => {
    const place = `since ${roomId}`;
    const isOfIt = (kept: string | undefined) => kept?.startsWith(`${n} `) === true;
    let kept = firstUses.get(roomId);
    if (!isOfIt(kept)) kept = store.secret(place)?.toString();
    if (kept === undefined || !isOfIt(kept)) {
      kept = `${n} ${client.options.now()}`;
      store.putSecret(place, Buffer.from(kept));
    }
    firstUses.set(roomId, kept);
    return Number(kept.split(' ')[1]);
  };
  /** Rooms that were searched for this device's own newest message. */
  const lookedFor = new Set<number>();

  const opening = openUnopened({accounts, conversations, now: () => client.options.now()});
  const namesOf = (one: SealedConversation) => one.epochs.at(-1)?.statement.members.map(({name}) => name) ?? [];

  /** Whether the epoch must be renewed before the next message. */
  const isWorn = (one: SealedConversation): boolean => {
    const last = one.epochs.at(-1);
    if (last === undefined) return true;
    // `abs`: a corrected clock can at most renew the epoch too early.
    const isLong = Math.abs(client.options.now() - firstUsedMs(one.roomId, last.statement.n)) > EPOCH_MS_MAX;
    const count = (rows.lastSeen(one.roomId)?.seq ?? last.seq) - last.seq;
    return (
      isLong || count > EPOCH_MESSAGES_MAX || hasShrunk(last.statement, accounts) || conversations.isShort(one.roomId)
    );
  };
  const current = async (roomId: number): Promise<SealedConversation> => {
    const known = conversations.known(roomId);
    // A device that was just approved gets its keys only when it fetches them.
    const hasKey = known?.epochs.at(-1)?.key !== undefined;
    const one = hasKey ? known : await conversations.refresh(roomId);
    if (one === undefined) throw new ChatError('sealed-only');
    let now = one;
    // Checked again after each renewal: another member's epoch may be taken over, which may already be outdated.
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const isOld = isWorn(now);
      const next = isOld ? await conversations.renew(roomId, namesOf(now)) : now;
      const opened = await opening(next, client.getState().me?.name ?? '');
      if (!isOld && opened === now) return now;
      now = opened;
    }
    throw new ChatError('epoch-old');
  };

  /** Counter and id of this device's last message, from the log or from the store, whichever is newer. */
  const lastOwn = (roomId: number): {ctr: number; id: Buffer | undefined} => {
    const last = rows.ownOf(roomId);
    const seenCtr = rows.lastCtrOf(roomId, own.dev);
    return seenCtr < last.ctr ? last : {ctr: seenCtr, id: rows.seenBy(roomId, own.dev, seenCtr)?.id ?? last.id};
  };
  /** Encrypts the message and stores it; must be called inside a transaction. */
  const seal = (one: SealedConversation, {clientMsgId, body, file}: Sealed): OutRow => {
    const {roomId} = one;
    const epoch = one.epochs.at(-1);
    const me = client.getState().me?.name ?? '';
    const accountHead = accounts.known(me).at(-1)?.head;
    if (epoch === undefined || accountHead === undefined) throw new ChatError('keys-absent');
    const {key} = epoch;
    if (memberOf(epoch.statement, me) === undefined) throw new ChatError('not-let-in');
    if (key === undefined) throw new ChatError('key-missing');
    const bytes = encodeBody(body);
    if (bytes.length > BODY_BYTES_MAX) throw new ChatError('message-too-long', `${bytes.length} bytes`);
    const last = lastOwn(roomId);
    const cited = rows.lastSeen(roomId);
    const prevOwn = last.id ?? ZEROS;
    const header = {
      n: epoch.statement.n,
      statement: epoch.statement.hash,
      dev: own.dev,
      accountHead,
      ctr: last.ctr + 1,
      prevOwn,
      citeSeq: cited?.seq ?? 0,
      cite: cited?.id ?? ZEROS,
      clientMsgId: fromText(clientMsgId, MESSAGE_ID_BYTES),
    };
    const row = {
      ctr: header.ctr,
      clientMsgId,
      sealed: sealMessage(header, bytes, {epochKey: key, signKey: own.signKey}),
      prevOwn,
      file,
    };
    rows.putOut(roomId, row);
    rows.setOwn(roomId, row.ctr, readMessage(row.sealed).id);
    return row;
  };
  /**
   * All messages of the room that wait to be sent, in order, including this one, which is encrypted now unless it waits
   * already.
   */
  const waitingWith = async (one: Sealed): Promise<{waiting: OutRow[]; isNew: boolean}> => {
    const {roomId, clientMsgId} = one;
    const has = (waiting: readonly OutRow[]) => waiting.some(row => row.clientMsgId === clientMsgId);
    const known = rows.outOf(roomId);
    if (has(known)) return {waiting: known, isNew: false};
    if (!lookedFor.has(roomId)) await findOwn(client, {rows, own, reading}, roomId);
    lookedFor.add(roomId);
    const conversation = await current(roomId);
    // Another program of this device may have encrypted, sent or withdrawn messages meanwhile.
    return rows.together(() => {
      const waiting = rows.outOf(roomId);
      const isThere = has(waiting) || rows.sentOf(roomId, clientMsgId) !== undefined;
      return isThere ? {waiting, isNew: false} : {waiting: [...waiting, seal(conversation, one)], isNew: true};
    });
  };
  const isRow =
    ({ctr, sealed}: OutRow) =>
    (row: OutRow) =>
      row.ctr === ctr && row.sealed.equals(sealed);
  const isWaiting = (roomId: number, row: OutRow): boolean => rows.outOf(roomId).some(isRow(row));
  /**
   * Whether another program withdrew this message together with an earlier one; otherwise a missing row means that it was
   * sent.
   */
  const isWithdrawn = (roomId: number, row: OutRow): boolean => {
    if (isWaiting(roomId, row)) return false;
    const seen = rows.seenBy(roomId, own.dev, row.ctr);
    if (seen !== undefined) return !seen.id.equals(readMessage(row.sealed).id);
    return rows.ownOf(roomId).ctr < row.ctr || rows.outOf(roomId).some(({ctr}) => ctr === row.ctr);
  };
  /**
   * After a definite refusal, removes this message and later ones from the store, so that they are encrypted anew. Keeps a
   * message that another program has already encrypted anew.
   */
  const unseal = (roomId: number, row: OutRow): void =>
    rows.together(() => {
      if (isWaiting(roomId, row)) takeBack(roomId, row);
    });
  const takeBack = (roomId: number, row: OutRow): void => {
    rows.dropOut(roomId, row.ctr, Number.MAX_SAFE_INTEGER);
    rows.setOwn(roomId, row.ctr - 1, row.ctr === 1 ? undefined : row.prevOwn);
  };
  /** The server answered with an older entry of the same client message id: the bytes encrypted now are not in the log. */
  const isAnother = (roomId: number, {sealed}: OutRow, {seq}: Sent): boolean => {
    const {id, citeSeq} = readMessage(sealed);
    const seen = rows.seenAt(roomId, seq);
    return seen === undefined ? seq <= citeSeq : !seen.id.equals(id);
  };
  const request = async (roomId: number, {clientMsgId, sealed: bytes, file}: OutRow): Promise<Sent> => {
    const place = {roomId, clientMsgId, sealed: toText(bytes)};
    if (file === undefined) return client.line.request('sealedSend', place);
    const {sizeBytes, isDirect} = file;
    const offer = {...place, name: SEALED_NAME, sizeBytes, ...(isDirect && {isDirect: true as const})};
    const offered = await client.line.request('fileOffer', offer);
    return {...offered, sentAtMs: client.options.now()};
  };
  const put = async (roomId: number, row: OutRow, isFirst: boolean): Promise<Sent> => {
    try {
      const sent = await request(roomId, row);
      // If this row is lost in a crash, the same bytes are sent again, and the server recognises them.
      rows.lightly(() => {
        if (!isWaiting(roomId, row)) return;
        rows.putSent(roomId, {...sent, clientMsgId: row.clientMsgId});
        if (isAnother(roomId, row, sent)) takeBack(roomId, row);
        else rows.dropOut(roomId, row.ctr, row.ctr);
      });
      return sent;
    } catch (error) {
      // When it is unknown whether the message arrived, the same bytes are sent again.
      if (error instanceof ChatError && !isUnknown(error, isFirst)) unseal(roomId, row);
      throw error;
    }
  };
  /** Sends all waiting messages up to this one. @returns `undefined` when the message must be encrypted again */
  const sendThrough = async (one: Sealed): Promise<Sent | undefined> => {
    const {roomId, clientMsgId} = one;
    const {waiting, isNew} = await waitingWith(one);
    // Messages that an earlier run or another program may or may not have sent go first.
    for (const next of waiting) {
      const isOwn = next.clientMsgId === clientMsgId;
      if (isOwn && isWithdrawn(roomId, next)) return undefined;
      if (!isOwn && !isWaiting(roomId, next)) continue;
      try {
        const sent = await put(roomId, next, isNew && isOwn);
        if (isOwn) return sent;
      } catch (error) {
        const isRefused = error instanceof ChatError && !isUnknown(error, isNew && isOwn);
        if (isRefused && error.code === 'epoch-old') await renewed(roomId, readMessage(next.sealed).n);
        // The refusal of another message is reported when that one is sent again; the messages after it are encrypted anew.
        else if (!isRefused || isOwn) throw error;
        return undefined;
      }
    }
    return undefined;
  };
  const sendOne = async (one: Sealed): Promise<Sent> => {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const before = rows.sentOf(one.roomId, one.clientMsgId);
      if (before !== undefined) return before;
      requireTrust(one.roomId);
      const sent = await sendThrough(one);
      if (sent !== undefined) return sent;
    }
    throw new ChatError('epoch-old');
  };
  const sendInOrder = serially((_roomId: number, one: Sealed) => sendOne(one));
  /** Fetches the epoch after `oldN`, or creates it. */
  const renewed = async (roomId: number, oldN: number): Promise<void> => {
    const one = await conversations.refresh(roomId);
    if (one === undefined || one.epochs.length > oldN + 1) return;
    const others = new Map<string, ChatError>();
    for (const name of namesOf(one))
      await accounts.refresh(name).catch((error: unknown) => {
        if (!(error instanceof ChatError) || kindOf(error.code).isAboutDevices !== true) throw error;
        others.set(name, error);
      });
    const members = namesOf(await conversations.renew(roomId, namesOf(one)));
    // The name of a person who is no longer a member may belong to somebody else by now.
    for (const [name, error] of others) if (members.includes(name)) throw error;
  };

  return {
    send: one => sendInOrder(one.roomId, one),
    target(roomId, seq) {
      const seen = rows.seenAt(roomId, seq);
      if (seen === undefined) throw new ChatError('message-not-found');
      return {seq, hash: toText(seen.id)};
    },
  };
}

/** Whether the server may have the message although the request failed. */
const isUnknown = ({code, canRetry}: ChatError, isFirst: boolean): boolean => {
  const {isSaidAfterLooking = false, isLocal = false, isAboutSession = false} = kindOf(code);
  // `storage-full` means that nothing of the batch was stored: definite for a message that was never sent before.
  if (isSaidAfterLooking || (isFirst && code === 'storage-full')) return false;
  return canRetry || isLocal || isAboutSession;
};

/** File name that is sent to the server in place of the real one. */
const SEALED_NAME = 'sealed';
