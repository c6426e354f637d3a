/**
 * Files from client to client: two programs set up a direct connection by signals through the server, and find out if that
 * fails. The server sees the signals, but no bytes of files.
 */
import {createHash} from 'node:crypto';
import {serverCan} from '../../core/serverCan.ts';
import {ChatError, kindOf} from '../../../shared/errors.ts';
import {parseFileSignal, type FileSignal} from '../../../shared/peer/fileSignal.ts';
import type {Payload} from '../../../shared/protocol.ts';
import type {Core} from '../../core/core.ts';
import {createRecentSet} from '../../../shared/bounds/recentSet.ts';
import {createWaiters} from '../../core/waiters.ts';
import {DIRECT_WAITS, type DirectWaits} from '../../core/route.ts';
import {openFileChannel, type FileChannel} from '../../peer/fileChannel.ts';
import {sendSignal, type ReceivedSignal} from '../../peer/signalling.ts';
import {answerLink, offerLink, type AnsweredSide, type AskedSide, type EstablishedLink} from '../../peer/linkSetup.ts';
import {isConversation} from '../../state/selectors.ts';
import {isFirstTime} from '../../local/shownOnce.ts';
import {unsealedFileWords} from '../../wording/sealedWords.ts';
import {openAddressConsent, type AddressConsent} from './addressConsent.ts';
import {createDirectOffers} from './directOffers.ts';

/** A file that this client sends, with handlers for the receiver's requests. */
export interface HostedFile {
  peer: string;
  /** Aborts when the file is no longer sent from here. */
  over: AbortSignal;
  /** Sends the file on the channel; resolves when the channel is free for another file. */
  onTake(channel: FileChannel, fromByte: number): Promise<void>;
  /**
   * Sends the file over the server from this byte on.
   * @param isMeanwhile true while the receiver still looks for a channel.
   * @returns whether the bytes go over the server now
   */
  onRelay(fromByte: number, isMeanwhile: boolean): Promise<boolean>;
}

export interface DirectTransfers {
  readonly waits: DirectWaits;
  readonly asking: AddressConsent;
  /**
   * Whether direct transfer is possible: a conversation of two people, a server that supports it, and a file that is not
   * empty.
   */
  isPossible(file: {roomId: number; sizeBytes: number}): boolean;
  /** Asks whether a program of this person is there, and whether it has the file. `undefined`: no answer. */
  probe(name: string, fileId?: string): Promise<{has: boolean} | undefined>;
  /** Makes a file available to its receiver. @returns a function that ends this */
  host(fileId: string, hosted: HostedFile): () => void;
  /** Connects to the sender of a file; retries until the signal aborts. @throws direct-failed, direct-absent */
  reach(name: string, fileId: string, signal: AbortSignal): Promise<FileChannel>;
  /** Keeps an idle channel for the next file. */
  keep(channel: FileChannel): void;
  /**
   * Asks the sender to send the rest over the server; without `isMeanwhile`, no channel is being looked for any more.
   * `undefined`: no answer.
   */
  askRelay(rest: RestOfFile): Promise<'relayed' | 'refused' | undefined>;
  /** Tells the receiver that a file sent over the server can also be downloaded directly. */
  tellOpened(name: string, fileId: string): void;
  /** Resolves once the sender has told that. Rejects when the signal aborts first. */
  untilOpened(name: string, fileId: string, signal: AbortSignal): Promise<void>;
  hear(signalled: Signalled): void;
  close(): void;
}

/** The missing part of a file. */
export interface RestOfFile {
  name: string;
  fileId: string;
  fromByte: number;
  isMeanwhile?: boolean;
}

type Signalled = Pick<Payload<'signalReceived'>, 'from' | 'sessionId' | 'body' | 'seenAt'>;
type Want = ReceivedSignal<Extract<FileSignal, {type: 'want'}>>;
/** `absent`: no program of this person is connected. */
type Reply = ReceivedSignal<FileSignal> | {readonly type: 'absent'} | undefined;

/** An idle channel is closed after this time, in milliseconds. */
const IDLE_MS = 15_000;
/** Maximum concurrent connection setups requested by others: in total and per person. */
const SETUPS_MAX = 16;
const SETUPS_OF_ONE_MAX = 4;
/** Number of remembered requests, to ignore repeated ones. */
const HEARD_MAX = 1_000;
/** Interval in milliseconds at which an unanswered `want` is repeated: the sender's program may be starting or ending. */
const WANT_AGAIN_MS = 1_000;
/** Maximum open channels per person. */
const CHANNELS_OF_ONE_MAX = 20;
/** Maximum consecutive requests on a channel for files that are not sent from here; an honest client stops after one. */
const GONE_MAX = 8;

/** Key of an expected reply; only the person who was asked can reply. */
const replyKey = (name: string, sessionId: string): string => `${name} ${sessionId}`;

export function openDirectTransfers(client: Core): DirectTransfers {
  const {options} = client;
  const waits = {...DIRECT_WAITS, ...options.directWaits};
  const asking = openAddressConsent(client);
  const opened = createDirectOffers();
  const hosts = new Map<string, HostedFile>();
  const heard = createRecentSet(HEARD_MAX);
  const replies = createWaiters<string, Reply>();
  const idle: FileChannel[] = [];
  const channels = new Set<FileChannel>();
  const setups = new Map<string, number>();

  const send = (name: string, sessionId: string, signal: FileSignal) =>
    sendSignal(client, {name, sessionId, signal, about: 'file'});
  /** Sends an answer; if it is lost, the other side asks again. */
  const answer = (name: string, sessionId: string, signal: FileSignal) =>
    void send(name, sessionId, signal).catch(() => undefined);
  /** Asks all programs of a person; the first reply counts. */
  const ask = async (name: string, signal: FileSignal, sessionId = options.newId()): Promise<Reply> => {
    const key = replyKey(name, sessionId);
    const reply = replies.wait(key, {timeoutMs: waits.answerMs});
    const sendOnce = () => {
      // The reply may arrive before the server's acknowledgement of the request.
      send(name, sessionId, signal).then(
        ({reached}) => reached === 0 && replies.tell(key, {type: 'absent'}),
        () => replies.tell(key, undefined),
      );
    };
    sendOnce();
    const again = signal.type === 'want' ? setInterval(sendOnce, WANT_AGAIN_MS).unref() : undefined;
    return reply.finally(() => clearInterval(again));
  };
  const told = new Set<string>();
  /** Shows each warning once per person. */
  const tell = (name: string, text: string) => {
    if (options.isHeadless === true || told.has(`${name} ${text}`)) return;
    told.add(`${name} ${text}`);
    client.notify('warning', text, client.getState().currentRoomId);
  };
  /** Warns once per person, in their conversation, that a direct connection was not sealed by device keys. */
  const tellUnsealed = async (name: string, unsealed: EstablishedLink['unsealed']): Promise<void> => {
    const {me, roomById, currentRoomId} = client.getState();
    if (unsealed === undefined || me === undefined || options.isHeadless === true) return;
    if (!(await isFirstTime(client.local, me.name, `direct files unsealed ${unsealed} ${name}`))) return;
    const theirs = Object.values(roomById).find(({room}) => room.kind === 'direct' && room.partner?.name === name);
    client.notify('warning', unsealedFileWords(name, unsealed), theirs?.room.roomId ?? currentRoomId);
  };
  /** Warns of an untrusted key; other failures are silent, because the server then carries the file. */
  const refused = (name: string, error: unknown) => {
    if (error instanceof ChatError && kindOf(error.code).isDirectKeyUntrusted === true) tell(name, error.message);
  };
  const track = (channel: FileChannel) => {
    channels.add(channel);
    channel.onClosed(() => {
      channels.delete(channel);
      const at = idle.indexOf(channel);
      if (at >= 0) idle.splice(at, 1);
    });
    return channel;
  };
  /** Handles requests for files on a channel, one after the other. */
  const serve = async (channel: FileChannel): Promise<void> => {
    for (let goneInRow = 0; channel.isOpen() && goneInRow < GONE_MAX;) {
      channel.watch(0);
      const word = await channel.next(IDLE_MS * 2);
      if (word.t !== 'take') break;
      const hosted = hosts.get(word.id);
      const isSent = hosted?.peer === channel.partner;
      goneInRow = isSent ? 0 : goneInRow + 1;
      if (isSent) await hosted.onTake(channel, word.fromByte);
      else channel.say({t: 'gone', id: word.id});
    }
    channel.close();
  };
  const wanted = async (from: string, sessionId: string, want: Want, over: AbortSignal) => {
    const ofOne = setups.get(from) ?? 0;
    const all = [...setups.values()].reduce((sum, count) => sum + count, 0);
    const standing = [...channels].filter(({partner}) => partner === from).length;
    if (ofOne >= SETUPS_OF_ONE_MAX || all >= SETUPS_MAX || standing >= CHANNELS_OF_ONE_MAX) return;
    setups.set(from, ofOne + 1);
    let side: AnsweredSide | undefined;
    const stop = () => side?.close();
    over.addEventListener('abort', stop, {once: true});
    try {
      side = await answerLink(client, {sessionId, name: from, fileId: want.fileId}, want);
      if (over.aborted) return;
      answer(from, sessionId, {type: 'come', ...side.endpoint});
      const {link, unsealed} = await side.connect();
      // The transfer may have ended while the connection was being established.
      if (over.aborted) return void link.socket.destroy();
      client.background(tellUnsealed(from, unsealed));
      serve(track(openFileChannel(link, from))).catch(() => undefined);
    } finally {
      over.removeEventListener('abort', stop);
      side?.close();
      const left = (setups.get(from) ?? 1) - 1;
      if (left > 0) setups.set(from, left);
      else setups.delete(from);
    }
  };
  /**
   * Whether a request was not handled before: `want` is repeated until it is answered. The hash of its body is part of the
   * key.
   */
  const isFirst = (from: string, sessionId: string, body: string): boolean => {
    const key = `${replyKey(from, sessionId)} ${createHash('sha256').update(body).digest('base64url')}`;
    if (heard.has(key)) return false;
    heard.add(key);
    return true;
  };
  /** Handles a request of the receiver for a file that is sent from here. */
  const asked = (
    {from, sessionId, body}: Signalled,
    signal: Want | ReceivedSignal<Extract<FileSignal, {type: 'relay'}>>,
  ) => {
    const hosted = hosts.get(signal.fileId);
    // No answer reveals whether a file exists that is not for this person.
    if (hosted?.peer !== from || !isFirst(from, sessionId, body)) return;
    if (signal.type === 'want') {
      wanted(from, sessionId, signal, hosted.over).catch((error: unknown) => refused(from, error));
      return;
    }
    hosted.onRelay(signal.fromByte, signal.isMeanwhile === true).then(
      isRelayed => answer(from, sessionId, {type: isRelayed ? 'relayed' : 'refused'}),
      () => undefined,
    );
  };
  /** Answers a probe, unless direct transfers with this person are refused. */
  const probed = async (from: string, sessionId: string, fileId: string | undefined, has: (id: string) => boolean) => {
    if ((await asking.known(from, undefined)) === 'no' && options.isHeadless !== true) return;
    answer(from, sessionId, {type: 'ready', has: fileId !== undefined && has(fileId)});
  };

  return {
    waits,
    asking,
    isPossible({roomId, sizeBytes}) {
      const state = client.getState();
      const room = state.roomById[roomId]?.room;
      return sizeBytes > 0 && room?.kind === 'direct' && isConversation(room) && serverCan(state, 'directFiles');
    },
    async probe(name, fileId) {
      const reply = await ask(name, {type: 'probe', ...(fileId !== undefined && {fileId})});
      return reply?.type === 'ready' ? {has: reply.has} : undefined;
    },
    host(fileId, hosted) {
      hosts.set(fileId, hosted);
      return () => void (hosts.get(fileId) === hosted && hosts.delete(fileId));
    },
    async reach(name, fileId, signal) {
      const at = idle.findIndex(channel => channel.partner === name && channel.isOpen());
      const [known] = at < 0 ? [] : idle.splice(at, 1);
      if (known !== undefined) return known;
      const sessionId = options.newId();
      let side: AskedSide | undefined;
      const stop = () => side?.close();
      signal.addEventListener('abort', stop, {once: true});
      try {
        side = await offerLink(client, {sessionId, name, fileId});
        const reply = await ask(name, {type: 'want', fileId, ...side.endpoint}, sessionId);
        if (reply?.type === 'absent') throw new ChatError('direct-absent', `@${name}`);
        if (reply?.type !== 'come' || signal.aborted) throw new ChatError('direct-failed');
        const heard = await side.heard(reply);
        const {link, unsealed} = await heard.connect(true);
        if (signal.aborted) link.socket.destroy();
        signal.throwIfAborted();
        client.background(tellUnsealed(name, unsealed));
        return track(openFileChannel(link, name));
      } catch (error) {
        refused(name, error);
        throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        side?.close();
      }
    },
    keep(channel) {
      channel.onBytes = undefined;
      channel.watch(IDLE_MS);
      if (channel.isOpen()) idle.push(channel);
    },
    async askRelay({name, fileId, fromByte, isMeanwhile = false}) {
      const reply = await ask(name, {type: 'relay', fileId, fromByte, ...(isMeanwhile && {isMeanwhile})});
      return reply?.type === 'relayed' || reply?.type === 'refused' ? reply.type : undefined;
    },
    tellOpened: (name, fileId) => answer(name, options.newId(), {type: 'opened', fileId}),
    untilOpened: (name, fileId, signal) => opened.until(name, fileId, signal),
    hear(signalled) {
      const {from, sessionId, body, seenAt} = signalled;
      const said = parseFileSignal(body);
      if (said === undefined) return;
      const signal = {...said, seenAt};
      if (signal.type === 'probe') {
        client.background(probed(from, sessionId, signal.fileId, id => has(client, id)));
      } else if (signal.type === 'want' || signal.type === 'relay') {
        asked(signalled, signal);
      } else if (signal.type === 'opened') {
        opened.add(from, signal.fileId);
      } else {
        replies.tell(replyKey(from, sessionId), signal);
      }
    },
    close() {
      for (const channel of channels) channel.close();
      hosts.clear();
      asking.close();
    },
  };
}

/** Whether the file was downloaded, or is complete on disk and only lacks its final name. */
const has = (client: Core, fileId: string): boolean =>
  Object.values(client.getState().transferById).some(
    one => one.fileId === fileId && one.direction === 'down' && (one.status === 'done' || one.status === 'verifying'),
  );
