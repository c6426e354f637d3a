/** Seals and sends messages: written to disk first, and sent again as the same bytes until the server has them. */
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

/** Its place in the log; for a file also the id of its bytes. */
export type Sent = Result<'sealedSend'> & {fileId?: string};

export interface Sending {
  /** In order, room by room. @throws keys-absent, key-missing, keys-spoiled, message-too-long, and what the server says */
  send(sealed: Sealed): Promise<Sent>;
  /** The entry at this place, as this machine has seen it. @throws message-not-found */
  target(roomId: number, seq: number): BodyTarget;
}

interface Parts {
  store: KeyStore;
  own: OwnDevice;
  accounts: Accounts;
  conversations: Conversations;
  reading: Pick<Reading, 'open'>;
  /** Refuses to send there at all. @throws ChatError */
  requireTrust: (roomId: number) => void;
}

/** An epoch is renewed after so long, or after so many messages. */
const EPOCH_MS_MAX = 7 * DAY_MS;
const EPOCH_MESSAGES_MAX = 10_000;
const TRIES_MAX = 4;

export function openSending(
  client: Core,
  {store, own, accounts, conversations, reading, requireTrust}: Parts,
): Sending {
  const {rows} = store;
  /** By room: the newest epoch, and when this device used it first, in any run of the program. */
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
  /** By room: what this device has said there was looked for. */
  const lookedFor = new Set<number>();

  const opening = openUnopened({accounts, conversations, now: () => client.options.now()});
  const namesOf = (one: SealedConversation) => one.epochs.at(-1)?.statement.members.map(({name}) => name) ?? [];

  /** Whether the epoch must be renewed before the next message. */
  const isWorn = (one: SealedConversation): boolean => {
    const last = one.epochs.at(-1);
    if (last === undefined) return true;
    // A clock that was put right hastens it at most.
    const isLong = Math.abs(client.options.now() - firstUsedMs(one.roomId, last.statement.n)) > EPOCH_MS_MAX;
    const count = (rows.lastSeen(one.roomId)?.seq ?? last.seq) - last.seq;
    return (
      isLong || count > EPOCH_MESSAGES_MAX || hasShrunk(last.statement, accounts) || conversations.isShort(one.roomId)
    );
  };
  const current = async (roomId: number): Promise<SealedConversation> => {
    const known = conversations.known(roomId);
    // A device that was approved in the meantime has its keys only after it has asked for them.
    const hasKey = known?.epochs.at(-1)?.key !== undefined;
    const one = hasKey ? known : await conversations.refresh(roomId);
    if (one === undefined) throw new ChatError('sealed-only');
    let now = one;
    // One that was made before may come out only now: nothing is said under keys that somebody has who may not.
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const isOld = isWorn(now);
      const next = isOld ? await conversations.renew(roomId, namesOf(now)) : now;
      const opened = await opening(next, client.getState().me?.name ?? '');
      if (!isOld && opened === now) return now;
      now = opened;
    }
    throw new ChatError('epoch-old');
  };

  /** Where the next message of this device follows on. What the log has of it counts, also where this machine kept less. */
  const lastOwn = (roomId: number): {ctr: number; id: Buffer | undefined} => {
    const last = rows.ownOf(roomId);
    const seenCtr = rows.lastCtrOf(roomId, own.dev);
    return seenCtr < last.ctr ? last : {ctr: seenCtr, id: rows.seenBy(roomId, own.dev, seenCtr)?.id ?? last.id};
  };
  /** Seals and keeps it; called inside a transaction. */
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
  /** What waits to be sent, in order, with this message, which is sealed now where it is not among them. */
  const waitingWith = async (one: Sealed): Promise<{waiting: OutRow[]; isNew: boolean}> => {
    const {roomId, clientMsgId} = one;
    const has = (waiting: readonly OutRow[]) => waiting.some(row => row.clientMsgId === clientMsgId);
    const known = rows.outOf(roomId);
    if (has(known)) return {waiting: known, isNew: false};
    if (!lookedFor.has(roomId)) await findOwn(client, {rows, own, reading}, roomId);
    lookedFor.add(roomId);
    const conversation = await current(roomId);
    // In the meantime another program of this device may have sealed, sent and withdrawn some.
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
  /** Another program has taken back a message that waited before it, and it with that one; otherwise what is gone was sent. */
  const isWithdrawn = (roomId: number, row: OutRow): boolean => {
    if (isWaiting(roomId, row)) return false;
    const seen = rows.seenBy(roomId, own.dev, row.ctr);
    if (seen !== undefined) return !seen.id.equals(readMessage(row.sealed).id);
    return rows.ownOf(roomId).ctr < row.ctr || rows.outOf(roomId).some(({ctr}) => ctr === row.ctr);
  };
  /**
   * After a definite refusal: this message and those sealed after it are sealed again when they are sent. One that another
   * program has sealed again by now stays.
   */
  const unseal = (roomId: number, row: OutRow): void =>
    rows.together(() => {
      if (isWaiting(roomId, row)) takeBack(roomId, row);
    });
  const takeBack = (roomId: number, row: OutRow): void => {
    rows.dropOut(roomId, row.ctr, Number.MAX_SAFE_INTEGER);
    rows.setOwn(roomId, row.ctr - 1, row.ctr === 1 ? undefined : row.prevOwn);
  };
  /** The server has answered with an entry that it had under this name: what was sealed now is nowhere. */
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
      // Where that is lost the same bytes are sent again, and are there already.
      rows.lightly(() => {
        if (!isWaiting(roomId, row)) return;
        rows.putSent(roomId, {...sent, clientMsgId: row.clientMsgId});
        if (isAnother(roomId, row, sent)) takeBack(roomId, row);
        else rows.dropOut(roomId, row.ctr, row.ctr);
      });
      return sent;
    } catch (error) {
      // Whether it arrived is not known: the same bytes are sent again.
      if (error instanceof ChatError && !isUnknown(error, isFirst)) unseal(roomId, row);
      throw error;
    }
  };
  /** Sends what waits until it has sent this message. @returns nothing where it has to be sealed again */
  const sendThrough = async (one: Sealed): Promise<Sent | undefined> => {
    const {roomId, clientMsgId} = one;
    const {waiting, isNew} = await waitingWith(one);
    // What another program of this person, or an earlier run, may or may not have sent goes first.
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
        // What is refused of another message is told where that one is sent again; what came after it is sealed anew.
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
  /** Fetches the epoch that follows on this one, or makes it. */
  const renewed = async (roomId: number, oldN: number): Promise<void> => {
    const one = await conversations.refresh(roomId);
    if (one === undefined || one.epochs.length > oldN + 1) return;
    const others = new Map<string, ChatError>();
    for (const name of namesOf(one))
      await accounts.refresh(name).catch((error: unknown) => {
        if (!(error instanceof ChatError) || !error.code.startsWith('chain-')) throw error;
        others.set(name, error);
      });
    const members = namesOf(await conversations.renew(roomId, namesOf(one)));
    // The name of who is out of it may be somebody else's by now.
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

/** The server has looked for the message before it refuses it with one of these: it does not have it. */
const LOOKED_FOR: ReadonlySet<string> = new Set(['epoch-old', 'slow-mode', 'quota-full']);
/** Its disk took nothing of what came together: of a message that was never sent before that is an answer. */
const NOTHING_TAKEN = 'storage-full';

/** Whether the server may have it: the connection ended, or the server could not say. */
const isUnknown = ({code, canRetry}: ChatError, isFirst: boolean): boolean => {
  if (LOOKED_FOR.has(code) || (isFirst && code === NOTHING_TAKEN)) return false;
  const {isLocal = false, isAboutSession = false} = kindOf(code);
  return canRetry || isLocal || isAboutSession;
};

/** What the server is told in place of the name of a file. */
const SEALED_NAME = 'sealed';
