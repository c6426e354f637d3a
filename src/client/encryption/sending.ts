/** Seals and sends messages: written to disk first, and sent again as the same bytes until the server has them. */
import {DAY_MS} from '../../shared/limits.ts';
import {ChatError} from '../../shared/errors.ts';
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
import type {SealedConversation} from './epochs/makingEpoch.ts';
import type {KeyStore} from './keyStore.ts';
import type {OwnDevice} from './ownDevice.ts';

export interface Sealed {
  roomId: number;
  clientMsgId: string;
  body: Body;
  file?: OutFile;
}

/** Its place in the log; for a file also the id of its bytes. */
export type Sent = Result<'sealedSend'> & {fileId?: string};

export interface Sending {
  /** In order of the calls, room by room. @throws keys-absent, key-missing, message-too-long, and what the server says */
  send(sealed: Sealed): Promise<Sent>;
  /** The entry at this place, as this machine has seen it. @throws message-not-found */
  target(roomId: number, seq: number): BodyTarget;
}

interface Parts {
  store: KeyStore;
  own: OwnDevice;
  accounts: Accounts;
  conversations: Conversations;
  /** Refuses to send there at all. @throws ChatError */
  requireTrust: (roomId: number) => void;
}

/** An epoch is renewed after so long, or after so many messages. */
const EPOCH_MS_MAX = 7 * DAY_MS;
const EPOCH_MESSAGES_MAX = 10_000;
const TRIES_MAX = 4;

export function openSending(client: Core, {store, own, accounts, conversations, requireTrust}: Parts): Sending {
  const {rows} = store;
  /** When the newest epoch of a room was first used here. */
  const sinceMs = new Map<string, number>();

  const namesOf = (one: SealedConversation) => one.epochs.at(-1)?.statement.members.map(({name}) => name) ?? [];

  /** Whether the epoch must be renewed before the next message. */
  const isWorn = (one: SealedConversation): boolean => {
    const last = one.epochs.at(-1);
    if (last === undefined) return true;
    const key = `${one.roomId} ${last.statement.n}`;
    const since = sinceMs.get(key) ?? client.options.now();
    sinceMs.set(key, since);
    const isLong = client.options.now() - since > EPOCH_MS_MAX;
    const count = (rows.lastSeen(one.roomId)?.seq ?? last.seq) - last.seq;
    const isShrunk = last.statement.members.some(({name, accountN}) => {
      const states = accounts.known(name);
      return states.slice(accountN + 1).some((state, index) => {
        const before = states[accountN + index];
        const isRootSame = before?.root.equals(state.root) === true;
        return !isRootSame || before.devices.some(({dev}) => !state.devices.some(other => other.dev.equals(dev)));
      });
    });
    return isLong || count > EPOCH_MESSAGES_MAX || isShrunk || conversations.isShort(one.roomId);
  };
  const current = async (roomId: number): Promise<SealedConversation> => {
    const known = conversations.known(roomId);
    // A device that was approved in the meantime has its keys only after it has asked for them.
    const hasKey = known?.epochs.at(-1)?.key !== undefined;
    const one = hasKey ? known : await conversations.refresh(roomId);
    if (one === undefined) throw new ChatError('sealed-only');
    return isWorn(one) ? conversations.renew(roomId, namesOf(one)) : one;
  };

  /** The sealed bytes, equal for equal ids. */
  const sealed = (one: SealedConversation, {clientMsgId, body, file}: Sealed): OutRow => {
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
    return rows.together(() => {
      const known = rows.outOf(roomId).find(row => row.clientMsgId === clientMsgId);
      if (known !== undefined) return known;
      const last = rows.ownOf(roomId);
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
    });
  };
  /** After a definite refusal: this message and those sealed after it are sealed again when they are sent. */
  const unseal = (roomId: number, {ctr, prevOwn}: OutRow): void =>
    rows.together(() => {
      if (!rows.outOf(roomId).some(row => row.ctr === ctr)) return;
      rows.dropOut(roomId, ctr, Number.MAX_SAFE_INTEGER);
      rows.setOwn(roomId, ctr - 1, ctr === 1 ? undefined : prevOwn);
    });
  const request = async (roomId: number, {clientMsgId, sealed: bytes, file}: OutRow): Promise<Sent> => {
    const place = {roomId, clientMsgId, sealed: toText(bytes)};
    if (file === undefined) return client.line.request('sealedSend', place);
    const {sizeBytes, isDirect} = file;
    const offer = {...place, name: SEALED_NAME, sizeBytes, ...(isDirect && {isDirect: true as const})};
    const offered = await client.line.request('fileOffer', offer);
    return {...offered, sentAtMs: client.options.now()};
  };
  const put = async (roomId: number, row: OutRow): Promise<Sent> => {
    try {
      const sent = await request(roomId, row);
      // Where that is lost the same bytes are sent again, and are there already.
      rows.lightly(() => rows.dropOut(roomId, row.ctr, row.ctr));
      return sent;
    } catch (error) {
      // Whether it arrived is not known: the same bytes are sent again.
      if (error instanceof ChatError && !isUnknown(error)) unseal(roomId, row);
      throw error;
    }
  };
  const sendOne = async (one: Sealed): Promise<Sent> => {
    const {roomId, clientMsgId} = one;
    for (let tries = 1; ; tries++) {
      requireTrust(roomId);
      const waiting = rows.outOf(roomId);
      const isKnown = waiting.some(row => row.clientMsgId === clientMsgId);
      const row = isKnown ? undefined : sealed(await current(roomId), one);
      const all = row === undefined || waiting.some(({ctr}) => ctr === row.ctr) ? waiting : [...waiting, row];
      let last = all[0];
      try {
        // What another program of this person, or an earlier run, may or may not have sent goes first.
        for (const next of all) {
          last = next;
          const sent = await put(roomId, next);
          if (next.clientMsgId === clientMsgId) return sent;
        }
        throw new ChatError('out-of-order');
      } catch (error) {
        const isOld = error instanceof ChatError && error.code === 'epoch-old';
        if (!isOld || last === undefined || tries === TRIES_MAX) throw error;
        await renewed(roomId, readMessage(last.sealed).n);
      }
    }
  };
  const sendInOrder = serially((_roomId: number, one: Sealed) => sendOne(one));
  /** Fetches the epoch that follows on this one, or makes it. */
  const renewed = async (roomId: number, oldN: number): Promise<void> => {
    const one = await conversations.refresh(roomId);
    if (one === undefined || one.epochs.length > oldN + 1) return;
    for (const name of namesOf(one)) await accounts.refresh(name);
    await conversations.renew(roomId, namesOf(one));
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

/** The connection ended, or the server could not say. */
const isUnknown = ({code, canRetry}: ChatError): boolean =>
  code !== 'epoch-old' && (canRetry || code === 'not-signed-in');

/** What the server is told in place of the name of a file. */
const SEALED_NAME = 'sealed';
