/**
 * Files from client to client: two programs find a direct connection by signals over the server, and learn when there is none.
 * The server sees the signals, but no byte of a file.
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
import {sendSignal, type HeardSignal} from '../../peer/signalling.ts';
import {answerWay, askWay, type AnsweredSide, type AskedSide, type Met} from '../../peer/linkSetup.ts';
import {isConversation} from '../../state/selectors.ts';
import {isFirstTime} from '../../local/shownOnce.ts';
import {unsealedFileWords} from '../../wording/sealedWords.ts';
import {openAddressConsent, type AddressConsent} from './addressConsent.ts';
import {createDirectOffers} from './directOffers.ts';

/** A file sent from here, and what the other side's program may request of it. */
export interface Hosted {
  peer: string;
  /** Aborts when it is not sent from here any more. */
  over: AbortSignal;
  /** Resolves when the channel is free for another file. */
  onTake(channel: FileChannel, fromByte: number): Promise<void>;
  /** @param isMeanwhile a channel is still looked for. @returns whether the bytes come over the server now */
  onRelay(fromByte: number, isMeanwhile: boolean): Promise<boolean>;
}

export interface DirectTransfers {
  readonly waits: DirectWaits;
  readonly asking: AddressConsent;
  /** Whether it is a conversation of two people, on a server that supports it, with a file that is not empty. */
  isPossible(file: {roomId: number; sizeBytes: number}): boolean;
  /** Whether a program of this person answers; with a file, whether it has that one. `undefined`: nobody answers. */
  probe(name: string, fileId?: string): Promise<{has: boolean} | undefined>;
  /** Returns how to end it. */
  host(fileId: string, hosted: Hosted): () => void;
  /** Connects to the sender of a file, until the signal aborts. @throws direct-failed, direct-absent */
  reach(name: string, fileId: string, signal: AbortSignal): Promise<FileChannel>;
  /** Keeps an idle channel for the next file. */
  keep(channel: FileChannel): void;
  /** Asks for the rest over the server; once more without `isMeanwhile` where there is no channel. `undefined`: no answer. */
  askRelay(rest: Rest): Promise<'relayed' | 'refused' | undefined>;
  /** Tells the receiver that a file going over the server can also be downloaded directly. */
  tellOpened(name: string, fileId: string): void;
  /** Resolves once its sender has told that. Rejects when the signal aborts first. */
  untilOpened(name: string, fileId: string, signal: AbortSignal): Promise<void>;
  hear(signalled: Signalled): void;
  close(): void;
}

/** What is missing of a file. */
export interface Rest {
  name: string;
  fileId: string;
  fromByte: number;
  isMeanwhile?: boolean;
}

type Signalled = Pick<Payload<'signalReceived'>, 'from' | 'sessionId' | 'body' | 'seenAt'>;
type Want = HeardSignal<Extract<FileSignal, {type: 'want'}>>;
/** `absent`: no program of this person is there. */
type Reply = HeardSignal<FileSignal> | {readonly type: 'absent'} | undefined;

/** Channels with nothing on them are closed. */
const IDLE_MS = 15_000;
/** Concurrent connection setups requested by others, in all and per person. */
const MEETINGS_MAX = 16;
const MEETINGS_OF_ONE_MAX = 4;
/** Questions that are known as heard when they come again. */
const HEARD_MAX = 1_000;
/** Who wants a file asks again without an answer: the program asked may be starting, and not send it yet, or be ending. */
const WANT_AGAIN_MS = 1_000;
/** Channels of one person that stand at once. */
const CHANNELS_OF_ONE_MAX = 20;
/** Questions in a row on one channel for what is not sent from here; whoever wants a file looks for another way after one. */
const GONE_MAX = 8;

/** A reply counts from nobody but who was asked. */
const replyKey = (name: string, sessionId: string): string => `${name} ${sessionId}`;

export function openDirectTransfers(client: Core): DirectTransfers {
  const {options} = client;
  const waits = {...DIRECT_WAITS, ...options.directWaits};
  const asking = openAddressConsent(client);
  const opened = createDirectOffers();
  const hosts = new Map<string, Hosted>();
  const heard = createRecentSet(HEARD_MAX);
  const replies = createWaiters<string, Reply>();
  const idle: FileChannel[] = [];
  const channels = new Set<FileChannel>();
  const meetings = new Map<string, number>();

  const send = (name: string, sessionId: string, signal: FileSignal) =>
    sendSignal(client, {name, sessionId, signal, about: 'file'});
  /** Sends an answer; a lost one is asked for again. */
  const answer = (name: string, sessionId: string, signal: FileSignal) =>
    void send(name, sessionId, signal).catch(() => undefined);
  /** Asks all programs of a person; the first answer counts. */
  const ask = async (name: string, signal: FileSignal, sessionId = options.newId()): Promise<Reply> => {
    const key = replyKey(name, sessionId);
    const reply = replies.wait(key, {timeoutMs: waits.answerMs});
    const sendOnce = () => {
      // The reply may be faster than the word that it was asked for.
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
  /** Once for each person and sentence. */
  const tell = (name: string, text: string) => {
    if (options.isHeadless === true || told.has(`${name} ${text}`)) return;
    told.add(`${name} ${text}`);
    client.notify('warning', text, client.getState().currentRoomId);
  };
  /** Notifies once per person, in their conversation, that the connection is not sealed by device keys. */
  const tellUnsealed = async (name: string, unsealed: Met['unsealed']): Promise<void> => {
    const {me, roomById, currentRoomId} = client.getState();
    if (unsealed === undefined || me === undefined || options.isHeadless === true) return;
    if (!(await isFirstTime(client.local, me.name, `direct files unsealed ${unsealed} ${name}`))) return;
    const theirs = Object.values(roomById).find(({room}) => room.kind === 'direct' && room.partner?.name === name);
    client.notify('warning', unsealedFileWords(name, unsealed), theirs?.room.roomId ?? currentRoomId);
  };
  /** Notifies of an untrusted key only; without a direct connection the server carries the file. */
  const refused = (name: string, error: unknown) => {
    if (error instanceof ChatError && kindOf(error.code).isWayUntrusted === true) tell(name, error.message);
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
  /** Serves files that the other side requests on a channel, one after the other. */
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
    const ofOne = meetings.get(from) ?? 0;
    const all = [...meetings.values()].reduce((sum, count) => sum + count, 0);
    const standing = [...channels].filter(({partner}) => partner === from).length;
    if (ofOne >= MEETINGS_OF_ONE_MAX || all >= MEETINGS_MAX || standing >= CHANNELS_OF_ONE_MAX) return;
    meetings.set(from, ofOne + 1);
    let side: AnsweredSide | undefined;
    const stop = () => side?.close();
    over.addEventListener('abort', stop, {once: true});
    try {
      side = await answerWay(client, {sessionId, name: from, fileId: want.fileId}, want);
      if (over.aborted) return;
      answer(from, sessionId, {type: 'come', ...side.way});
      const {link, unsealed} = await side.meet();
      // The two may have met just before.
      if (over.aborted) return void link.socket.destroy();
      client.background(tellUnsealed(from, unsealed));
      serve(track(openFileChannel(link, from))).catch(() => undefined);
    } finally {
      over.removeEventListener('abort', stop);
      side?.close();
      const left = (meetings.get(from) ?? 1) - 1;
      if (left > 0) meetings.set(from, left);
      else meetings.delete(from);
    }
  };
  /** Whether a question is new: `want` comes again while there is no answer. What was changed on its way is another one. */
  const isFirst = (from: string, sessionId: string, body: string): boolean => {
    const key = `${replyKey(from, sessionId)} ${createHash('sha256').update(body).digest('base64url')}`;
    if (heard.has(key)) return false;
    heard.add(key);
    return true;
  };
  /** A question of the receiver about a file that is sent from here. */
  const asked = (
    {from, sessionId, body}: Signalled,
    signal: Want | HeardSignal<Extract<FileSignal, {type: 'relay'}>>,
  ) => {
    const hosted = hosts.get(signal.fileId);
    // Nobody is told which files there are, and whoever it is not for sees the same as where there is none.
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
  /** Answers a probe, unless direct transfers are refused. */
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
        side = await askWay(client, {sessionId, name, fileId});
        const reply = await ask(name, {type: 'want', fileId, ...side.way}, sessionId);
        if (reply?.type === 'absent') throw new ChatError('direct-absent', `@${name}`);
        if (reply?.type !== 'come' || signal.aborted) throw new ChatError('direct-failed');
        const heard = await side.heard(reply);
        const {link, unsealed} = await heard.meet(true);
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

/** It was fetched, or is whole on this disk and only has to be named. */
const has = (client: Core, fileId: string): boolean =>
  Object.values(client.getState().transferById).some(
    one => one.fileId === fileId && one.direction === 'down' && (one.status === 'done' || one.status === 'verifying'),
  );
