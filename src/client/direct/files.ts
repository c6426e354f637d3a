/** Files in direct conversations: offered, streamed and hashed over the same connection, without the server. */
import {createHash, type Hash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import type {FileHandle} from 'node:fs/promises';
import {ChatError, toKnown} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {Transfer} from '../state/state.ts';
import {finishPart, makeTarget, openFolder, openPart, removePart} from '../transfers/down/destination.ts';
import {writeAll} from '../transfers/down/sink.ts';
import {createProgress, type Progress} from '../transfers/progress.ts';
import {shownPath} from '../wording/shownPath.ts';
import type {Source} from '../transfers/up/source.ts';
import type {DirectConversation} from './conversation.ts';
import type {Word} from '../../shared/peer/directWord.ts';

export interface DirectFiles {
  /** Offers the files; each is sent when the other side accepts it. Returns the transfers' ids. @throws direct-ended */
  send(conversation: DirectConversation, sources: readonly Source[]): string[];
  /** @throws transfer-not-found, file-unwritable */
  accept(transferId: string, folder?: string): Promise<void>;
  /** Declines, withdraws or stops a transfer, and tells the other side. @throws transfer-not-found */
  drop(transferId: string): void;
  /** Whether this is a transfer of a direct conversation. */
  has(transferId: string): boolean;
  hear(conversation: DirectConversation, word: Word): void;
  take(conversation: DirectConversation, bytes: Buffer): Promise<void>;
  ended(conversation: DirectConversation): void;
  /** Resolves when the partial files of stopped transfers are removed. */
  settled(): Promise<void>;
}

interface Outgoing {
  direction: 'up';
  conversation: DirectConversation;
  source: Source;
  stopped: AbortController;
  /** The other side has requested the file; a second request is ignored. */
  isTaken: boolean;
}

interface Incoming {
  direction: 'down';
  conversation: DirectConversation;
  name: string;
  sizeBytes: number;
  progress: Progress;
  doneBytes: number;
  hash: Hash;
  /** The other side has sent the final hash; it is being checked. */
  isWhole?: true;
  /** The partial file; set once the offer was accepted. */
  target?: {folder: string; partName: string; handle: FileHandle};
}

/** Length of the transfer id that precedes each piece of a file on the wire. */
const ID_BYTES = 22;
const PIECE_BYTES = 256 * 1024;
/** Maximum number of transfers per conversation, including undecided offers. */
const OFFERS_MAX = 50;

export function openDirectFiles(client: Core): DirectFiles {
  const {options} = client;
  const byId = new Map<string, Outgoing | Incoming>();
  const show = (transferId: string, change: Partial<Transfer>) =>
    client.dispatch({type: 'transferChanged', transferId, change});
  const find = (transferId: string, conversation: DirectConversation) => {
    const one = byId.get(transferId);
    return one?.conversation === conversation ? one : undefined;
  };
  const add = (one: Outgoing | Incoming, transfer: Pick<Transfer, 'transferId' | 'name' | 'sizeBytes' | 'status'>) => {
    byId.set(transfer.transferId, one);
    const {roomId, partner} = one.conversation;
    client.dispatch({
      type: 'transferAdded',
      transfer: {
        ...transfer,
        fileId: transfer.transferId,
        direction: one.direction,
        roomId,
        peer: partner,
        doneBytes: 0,
        bytesPerSecond: 0,
        startedAtMs: options.now(),
      },
    });
  };
  const forgetting = new Set<Promise<void>>();
  /** Stops the transfer and removes its partial file; its row stays in the list. */
  const forget = (transferId: string, change: Partial<Transfer>): Promise<void> => {
    const work = forgetNow(transferId, change).finally(() => forgetting.delete(work));
    forgetting.add(work);
    return work;
  };
  const forgetNow = async (transferId: string, change: Partial<Transfer>) => {
    const one = byId.get(transferId);
    byId.delete(transferId);
    if (one?.direction === 'up') one.stopped.abort();
    else if (one !== undefined) {
      one.progress.stop();
      await one.target?.handle.close().catch(() => undefined);
      if (one.target !== undefined) await removePart(one.target.folder, one.target.partName);
    }
    show(transferId, {bytesPerSecond: 0, ...change});
  };
  const fail = (transferId: string, error: unknown) => {
    // A transfer that was stopped meanwhile is not reported as failed.
    if (!byId.has(transferId)) return;
    const {code, detail} = toKnown(error);
    client.background(forget(transferId, {status: 'failed', error: {code, detail}}));
  };

  /** Sends the whole file from its start, and its hash at the end. */
  const stream = async (transferId: string, one: Outgoing) => {
    if (one.isTaken) return;
    one.isTaken = true;
    const {conversation, source, stopped} = one;
    const {session} = conversation;
    const head = Buffer.from(transferId, 'ascii');
    const hash = createHash('sha256');
    const progress = createProgress(options.now, change => show(transferId, change));
    let doneBytes = 0;
    show(transferId, {status: 'active'});
    progress.start(0);
    try {
      const pieces = createReadStream(source.path, {highWaterMark: PIECE_BYTES, signal: stopped.signal});
      for await (const piece of pieces as AsyncIterable<Buffer>) {
        hash.update(piece);
        await session.send(Buffer.concat([head, piece]));
        if (!session.isOpen()) throw new ChatError('direct-ended', conversation.partner);
        progress.step((doneBytes += piece.length));
      }
      if (doneBytes !== source.sizeBytes) throw new ChatError('file-changed', source.name);
      session.say({t: 'sum', id: transferId, sha256: hash.digest('hex')});
      show(transferId, {status: 'verifying', doneBytes, bytesPerSecond: 0});
    } catch (error) {
      if (!byId.has(transferId)) return;
      session.say({t: 'drop', id: transferId});
      fail(transferId, error);
    } finally {
      progress.stop();
    }
  };
  const finish = async (transferId: string, one: Incoming, sha256: string) => {
    const {target, name, sizeBytes, conversation} = one;
    if (target === undefined || one.isWhole === true) return;
    one.isWhole = true;
    one.progress.stop();
    const unwritable = (error: unknown): never => {
      throw new ChatError('file-unwritable', name, {cause: error});
    };
    try {
      if (one.doneBytes !== sizeBytes || one.hash.digest('hex') !== sha256) throw new ChatError('file-damaged', name);
      await target.handle.datasync().catch(unwritable);
      await target.handle.close().catch(unwritable);
      const path = await finishPart({...target, name, onTry: () => Promise.resolve()});
      byId.delete(transferId);
      show(transferId, {status: 'done', doneBytes: sizeBytes, bytesPerSecond: 0, path});
      conversation.session.say({t: 'got', id: transferId});
      client.notify('info', `${name} is here: ${shownPath(path)}`, conversation.roomId);
    } catch (error) {
      conversation.session.say({t: 'drop', id: transferId});
      fail(transferId, error);
    }
  };
  const offered = (conversation: DirectConversation, {id, name, sizeBytes}: Extract<Word, {t: 'file'}>) => {
    const offers = [...byId.values()].filter(one => one.conversation === conversation).length;
    // The other side can know the ids of files that others offer: an offer must not take over one of them.
    const isOther = byId.has(id) || client.getState().transferById[id] !== undefined;
    if (isOther || offers >= OFFERS_MAX || sizeBytes > client.getState().limits.fileBytesMax) {
      conversation.session.say({t: 'drop', id});
      return;
    }
    const progress = createProgress(options.now, change => show(id, change));
    const hash = createHash('sha256');
    add(
      {direction: 'down', conversation, name, sizeBytes, progress, doneBytes: 0, hash},
      {
        transferId: id,
        name,
        sizeBytes,
        status: 'offered',
      },
    );
    client.notify('info', `@${conversation.partner} offers ${name}: /accept takes it.`, conversation.roomId);
  };

  return {
    has: transferId => byId.has(transferId),
    send(conversation, sources) {
      if (!conversation.session.isOpen()) throw new ChatError('direct-ended', conversation.partner);
      return sources.map(source => {
        const transferId = options.newId();
        const {name, sizeBytes} = source;
        const one: Outgoing = {direction: 'up', conversation, source, stopped: new AbortController(), isTaken: false};
        add(one, {transferId, name, sizeBytes, status: 'waiting'});
        conversation.session.say({t: 'file', id: transferId, name, sizeBytes});
        return transferId;
      });
    },
    async accept(transferId, folder = options.downloadsDir) {
      const one = byId.get(transferId);
      if (one?.direction !== 'down' || one.target !== undefined) throw new ChatError('transfer-not-found', transferId);
      const made = makeTarget(openFolder(folder), one.name, transferId);
      const handle = await openPart(made.folder, made.partName);
      // The offer was withdrawn, or the conversation ended, while the file was being opened.
      if (byId.get(transferId) !== one) {
        await handle.close();
        await removePart(made.folder, made.partName);
        throw new ChatError('transfer-not-found', transferId);
      }
      one.target = {...made, handle};
      one.progress.start(0);
      show(transferId, {status: 'active'});
      one.conversation.session.say({t: 'take', id: transferId, fromByte: 0});
    },
    drop(transferId) {
      const one = byId.get(transferId);
      if (one === undefined) throw new ChatError('transfer-not-found', transferId);
      one.conversation.session.say({t: 'drop', id: transferId});
      client.background(forget(transferId, {status: 'cancelled'}));
    },
    hear(conversation, word) {
      if (word.t === 'file') offered(conversation, word);
      if (!('id' in word) || word.t === 'file') return;
      const one = find(word.id, conversation);
      if (one === undefined) return;
      if (word.t === 'take' && one.direction === 'up') client.background(stream(word.id, one));
      else if (word.t === 'sum' && one.direction === 'down') client.background(finish(word.id, one, word.sha256));
      else if (word.t === 'got' && one.direction === 'up') client.background(forget(word.id, {status: 'done'}));
      else if (word.t === 'drop')
        client.background(forget(word.id, {status: one.direction === 'up' ? 'declined' : 'cancelled'}));
    },
    async take(conversation, bytes) {
      const transferId = bytes.toString('ascii', 0, ID_BYTES);
      const one = find(transferId, conversation);
      // Pieces of a transfer that was dropped meanwhile may still arrive.
      if (one?.direction !== 'down' || one.target === undefined || one.isWhole === true) return;
      const piece = bytes.subarray(ID_BYTES);
      if (one.doneBytes + piece.length > one.sizeBytes) {
        conversation.session.say({t: 'drop', id: transferId});
        return fail(transferId, new ChatError('file-damaged', one.name));
      }
      try {
        one.hash.update(piece);
        await writeAll(one.target.handle, piece, one.doneBytes);
        one.progress.step((one.doneBytes += piece.length));
      } catch (error) {
        conversation.session.say({t: 'drop', id: transferId});
        fail(transferId, new ChatError('file-unwritable', one.name, {cause: error}));
      }
    },
    ended(conversation) {
      for (const [transferId, one] of byId)
        if (one.conversation === conversation) fail(transferId, new ChatError('direct-ended', conversation.partner));
    },
    settled: async () => void (await Promise.allSettled(forgetting)),
  };
}
