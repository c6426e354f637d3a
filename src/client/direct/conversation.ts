/** One direct conversation: its local room, its log and the messages of the other side. The server knows nothing about it. */
import {ChatError} from '../../shared/errors.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import type {Room} from '../../shared/model.ts';
import type {Params, Result} from '../../shared/protocol.ts';
import {fitsMessage} from '../../shared/text/messageLength.ts';
import type {Core} from '../core/core.ts';
import {createWaiters} from '../core/waiters.ts';
import type {Link} from '../peer/link.ts';
import type {KeptConversation} from './keptConversation.ts';
import {openDirectSession, type DirectSession} from './session.ts';
import type {Word} from '../../shared/peer/directWord.ts';

/** Limits of the log in memory: entries, and UTF-16 code units of their texts. */
const KEPT_MAX = 2_000;
const KEPT_LENGTH_MAX = 16 * 1024 ** 2;
/** Maximum number of stored messages of earlier conversations with this person that are shown at the start. */
const SHOWN_FIRST = 100;
/** Timeout of the other side's acknowledgement of a message, in milliseconds. */
const ACK_MS = 15_000;

export interface DirectConversation {
  readonly roomId: number;
  readonly partner: string;
  readonly session: DirectSession;
  /** @throws direct-ended */
  send(message: Pick<Params<'messageSend'>, 'clientMsgId' | 'kind' | 'text'>): Promise<Result<'messageSend'>>;
  list(params: Params<'entryList'>): Result<'entryList'>;
  end(): void;
}

/** A conversation as lists show it. */
export interface DirectConversationView {
  roomId: number;
  partner: string;
  isOpen: boolean;
  /** Compared by the two people over another channel; it differs when somebody is in between. */
  safetyNumber: string;
  /** True when the connection's key was sealed by device keys, so that the server cannot be in between. */
  isSealed: boolean;
}

interface Options {
  client: Core;
  roomId: number;
  partner: string;
  link: Link;
  kept: KeptConversation;
  onFileWord(word: Word): void;
  onBytes(bytes: Buffer): Promise<void>;
  onEnded(): void;
}

type Said = Extract<Entry, {kind: 'message' | 'action'}>;

export function openConversation({client, roomId, partner, link, kept, ...hooks}: Options): DirectConversation {
  const {now} = client.options;
  const log: Said[] = kept.before.map((said, index) => ({seq: index + 1, ...said}));
  let lastSeq = log.length;
  let keptLength = log.reduce((length, {text}) => length + text.length, 0);
  const acknowledged = createWaiters<string, true>();

  const append = (entry: {id: string; sender: string; kind: 'message' | 'action'; text: string}): Said => {
    const made: Said = {seq: ++lastSeq, sentAtMs: now(), ...entry};
    log.push(made);
    kept.add(made);
    keptLength += made.text.length;
    while (log.length > KEPT_MAX || keptLength > KEPT_LENGTH_MAX) keptLength -= log.shift()?.text.length ?? keptLength;
    client.dispatch({type: 'entriesAppended', roomId, entries: [made]});
    return made;
  };
  const onWord = (word: Word) => {
    if (word.t === 'say') {
      // A client that follows the protocol sends no message beyond the server's limits.
      if (!fitsMessage(word.text, client.getState().limits)) return session.close();
      // A message that was sent twice is shown once.
      const isKnown = log.some(({id}) => id === word.id);
      if (!isKnown) append({id: word.id, sender: partner, kind: word.kind, text: word.text.toWellFormed()});
      session.say({t: 'ack', id: word.id});
    } else if (word.t === 'ack') acknowledged.tell(word.id, true);
    else hooks.onFileWord(word);
  };
  const onClosed = () => {
    for (const id of acknowledged.keys()) acknowledged.fail(id, new ChatError('direct-ended', partner));
    kept.close();
    client.notify('warning', `The direct conversation with @${partner} has ended.`, roomId);
    hooks.onEnded();
  };
  client.dispatch({type: 'roomOpened', room: roomFor(roomId, partner, lastSeq)});
  client.dispatch({type: 'entriesLoaded', roomId, place: 'newest', entries: log.slice(-SHOWN_FIRST), lastSeq});
  const session = openDirectSession(link, {onWord, onBytes: bytes => hooks.onBytes(bytes), onClosed});

  return {
    roomId,
    partner,
    session,
    async send({clientMsgId, kind, text}) {
      if (!session.isOpen()) throw new ChatError('direct-ended', partner);
      const ack = acknowledged.wait(clientMsgId, {timeoutMs: ACK_MS});
      session.say({t: 'say', id: clientMsgId, kind, text});
      if ((await ack) === undefined) throw new ChatError('direct-ended', partner);
      const {seq, sentAtMs} = append({id: clientMsgId, sender: client.getState().me?.name ?? '', kind, text});
      return {seq, sentAtMs};
    },
    list({beforeSeq = Number.POSITIVE_INFINITY, afterSeq = 0, limit = 100}) {
      const found = log.filter(({seq}) => seq < beforeSeq && seq > afterSeq);
      return {entries: afterSeq > 0 ? found.slice(0, limit) : found.slice(-limit), lastSeq};
    },
    end: () => session.close(),
  };
}

/** Rooms of direct conversations have negative ids, which no server uses. */
const roomFor = (roomId: number, partner: string, lastSeq: number): Room => ({
  roomId,
  kind: 'direct',
  name: partner,
  topic: '',
  memberCount: 2,
  lastSeq,
  readSeq: lastSeq,
  unread: 0,
  mentions: 0,
});
