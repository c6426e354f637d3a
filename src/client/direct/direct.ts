/**
 * Direct conversations: requests and answers them by signals over the server, opens them, and answers requests about their rooms
 * in place of the server.
 */
import {ChatError, toKnown} from '../../shared/errors.ts';
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import {parseSignal, type AnsweredWay, type Signal} from '../../shared/peer/signal.ts';
import type {Core} from '../core/core.ts';
import {createWaiters} from '../core/waiters.ts';
import type {Part} from '../core/part.ts';
import type {Source} from '../transfers/up/source.ts';
import {openConversation, type DirectConversation, type DirectConversationView} from './conversation.ts';
import {answerFor, roomOf} from './localRoom.ts';
import {openKeptTalk, type KeptTalk} from './keptTalk.ts';
import {openDirectFiles, type DirectFiles} from './files.ts';
import {sendSignal, type HeardSignal} from '../peer/signalling.ts';
import {answerWay, askWay, type HeardSide, type Met} from '../peer/linkSetup.ts';
import {unsealedWords} from '../wording/sealedWords.ts';
import type {OtherRequest, OwnRequest} from './directRequests.ts';

type Opening = Met & {kept: KeptTalk};

export interface Direct extends Part {
  /** Sends a request, or accepts theirs. @returns the room where it is open at once */
  ask(name: string): Promise<number | undefined>;
  decline(name: string): Promise<void>;
  /** Cancels a request and closes an open conversation. @returns whether there was one */
  end(name: string): boolean;
  list(): {open: readonly DirectConversationView[]; asked: readonly string[]; asking: readonly string[]};
  /** Resolves with the room when it opens. @throws direct-declined, direct-failed, timed-out */
  opened(name: string): Promise<number>;
  /** In place of the server, for rooms of direct conversations. */
  answer<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>> | undefined;
  /** @throws direct-ended */
  conversation(roomId: number): DirectConversation;
  /** Returns the transfers' ids. @throws direct-ended */
  sendFiles(roomId: number, sources: readonly Source[]): string[];
  readonly files: DirectFiles;
}

/** Timeout of a request; then its listener is closed. */
const ASKED_MS = 120_000;
/** Answers to one request that are not taken: a device without keys may be faster than the one with them. */
const REFUSED_MAX = 5;
/** Pending requests of others; more are ignored. */
const ASKED_MAX = 20;

export function direct(client: Core): Direct {
  const {options} = client;
  const askedByName = new Map<string, OtherRequest>();
  const askingByName = new Map<string, OwnRequest>();
  const openById = new Map<number, {conversation: DirectConversation; number: string; isSealed: boolean}>();
  /** By name: with the room that is open, or why there is none. */
  const outcomes = createWaiters<string, number>();
  const settle = (name: string, outcome: number | ChatError) =>
    typeof outcome === 'number' ? outcomes.tell(name, outcome) : outcomes.fail(name, outcome);
  const files = openDirectFiles(client);
  let lastRoomId = 0;

  const send = (name: string, sessionId: string, signal: Signal) => sendSignal(client, {name, sessionId, signal});
  const tell = (level: 'info' | 'warning' | 'error', text: string) => {
    if (options.isHeadless !== true) client.notify(level, text, client.getState().currentRoomId);
  };
  const drop = (name: string): OwnRequest | undefined => {
    const asking = askingByName.get(name);
    if (asking === undefined) return undefined;
    askingByName.delete(name);
    clearTimeout(asking.timer);
    return asking;
  };
  const open = (name: string, {link, number, kept, unsealed}: Opening): number => {
    const roomId = --lastRoomId;
    const conversation: DirectConversation = openConversation({
      client,
      roomId,
      partner: name,
      link,
      kept,
      onFileWord: word => files.hear(conversation, word),
      onBytes: bytes => files.take(conversation, bytes),
      onEnded: () => files.ended(conversation),
    });
    openById.set(roomId, {conversation, number, isSealed: unsealed === undefined});
    const kind = unsealed === undefined ? 'sealed' : 'absent';
    client.dispatch({type: 'lockChanged', roomId, lock: {kind, isVerified: false, detail: ''}});
    if (unsealed === undefined)
      tell('info', `You talk directly with @${name} now: =${name}. The server sees none of it, nor the key.`);
    else
      tell(
        'warning',
        `You talk directly with @${name} now: =${name}. ${unsealedWords(name, unsealed)} Compare the number of /direct.`,
      );
    settle(name, roomId);
    return roomId;
  };

  const offer = async (name: string): Promise<undefined> => {
    drop(name)?.side.close();
    const sessionId = options.newId();
    const side = await askWay(client, {sessionId, name});
    const timer = setTimeout(() => {
      drop(name)?.side.close();
      tell('warning', `@${name} has not answered your request to talk directly.`);
      settle(name, new ChatError('timed-out'));
    }, ASKED_MS).unref();
    askingByName.set(name, {sessionId, name, side, timer, refused: 0});
    try {
      const {reached} = await send(name, sessionId, {type: 'offer', ...side.way});
      if (reached === 0) throw new ChatError('direct-absent', name);
    } catch (error) {
      drop(name)?.side.close();
      throw error;
    }
    return undefined;
  };
  /** Opens the stored messages before the connection, so that nothing that comes first is lost. */
  const opened = async (name: string, side: {meet: () => Promise<Met>}, before?: () => Promise<unknown>) => {
    const kept = await openKeptTalk(client, name);
    try {
      await before?.();
      return open(name, {kept, ...(await side.meet())});
    } catch (error) {
      kept.close();
      throw error;
    }
  };
  const accept = async ({sessionId, from, way}: OtherRequest): Promise<number> => {
    askedByName.delete(from);
    const side = await answerWay(client, {sessionId, name: from}, way).catch((error: unknown) => {
      // Whoever has asked need not wait for it.
      send(from, sessionId, {type: 'end', reason: 'failed'}).catch(() => undefined);
      throw error;
    });
    try {
      return await opened(from, side, () => send(from, sessionId, {type: 'answer', ...side.way}));
    } finally {
      side.close();
    }
  };
  const failed = (name: string, error: unknown) => {
    const known = toKnown(error);
    tell('warning', known.message);
    settle(name, known);
  };
  const answered = async (asking: OwnRequest, way: HeardSignal<AnsweredWay>) => {
    const {sessionId, name, side} = asking;
    let theirs: HeardSide;
    try {
      theirs = await side.heard(way);
    } catch (error) {
      if (askingByName.get(name) !== asking) return;
      // Another device may still answer.
      if (++asking.refused >= REFUSED_MAX) drop(name)?.side.close();
      return failed(name, error);
    }
    // Another one was faster, or it was taken back.
    if (askingByName.get(name) !== asking) return;
    drop(name);
    // Other devices of the same person need not ask any more.
    send(name, sessionId, {type: 'end', reason: 'answered'}).catch(() => undefined);
    try {
      await opened(name, theirs);
    } catch (error) {
      failed(name, error);
    } finally {
      side.close();
    }
  };
  const heard = (from: string, sessionId: string, signal: HeardSignal<Signal>) => {
    const asking = askingByName.get(from);
    const asked = askedByName.get(from);
    if (signal.type === 'offer') {
      for (const [name, {atMs}] of askedByName) if (options.now() - atMs > ASKED_MS) askedByName.delete(name);
      if (askedByName.size >= ASKED_MAX && asked === undefined) return;
      askedByName.set(from, {sessionId, from, way: signal, atMs: options.now()});
      // Both have asked: the one whose name comes first answers.
      if (asking !== undefined && (client.getState().me?.name ?? '') < from) client.background(answerInstead(from));
      else if (asked === undefined)
        tell(
          'info',
          `@${from} wants to talk directly, which shows your network address: /direct @${from} or /direct decline @${from}`,
        );
    } else if (signal.type === 'answer') {
      if (asking?.sessionId === sessionId) client.background(answered(asking, signal));
    } else if (asked?.sessionId === sessionId && signal.reason !== 'failed') {
      askedByName.delete(from);
      if (signal.reason === 'cancelled') tell('info', `@${from} does not want to talk directly any more.`);
    } else if (asking?.sessionId === sessionId) {
      drop(from)?.side.close();
      const hasFailed = signal.reason === 'failed';
      const why = hasFailed ? new ChatError('direct-refused', `@${from}`) : new ChatError('direct-declined', from);
      tell('info', hasFailed ? why.message : `@${from} has declined to talk directly.`);
      settle(from, why);
    }
  };
  const answerInstead = async (name: string): Promise<void> => {
    drop(name)?.side.close();
    const asked = askedByName.get(name);
    if (asked !== undefined) await accept(asked);
  };
  const closeAll = () => {
    for (const name of askingByName.keys()) drop(name)?.side.close();
    askedByName.clear();
    for (const {conversation} of openById.values()) conversation.end();
    openById.clear();
  };
  const conversation = (roomId: number): DirectConversation => {
    const one = openById.get(roomId);
    if (one === undefined) throw new ChatError('direct-ended');
    return one.conversation;
  };
  const conversationOf = (name: string) =>
    [...openById.values()].find(({conversation}) => conversation.partner === name && conversation.session.isOpen());

  return {
    files,
    conversation,
    sendFiles: (roomId, sources) => files.send(conversation(roomId), sources),
    async ask(name) {
      const there = conversationOf(name);
      if (there !== undefined) return there.conversation.roomId;
      const asked = askedByName.get(name);
      return asked === undefined ? offer(name) : accept(asked);
    },
    async decline(name) {
      const asked = askedByName.get(name);
      if (asked === undefined) throw new ChatError('direct-absent', name);
      askedByName.delete(name);
      await send(name, asked.sessionId, {type: 'end', reason: 'declined'});
    },
    end(name) {
      const asking = drop(name);
      asking?.side.close();
      if (asking !== undefined) client.background(send(name, asking.sessionId, {type: 'end', reason: 'cancelled'}));
      const there = conversationOf(name);
      there?.conversation.end();
      return asking !== undefined || there !== undefined;
    },
    list: () => ({
      open: [...openById.values()].map(({conversation: {roomId, partner, session}, number, isSealed}) => ({
        roomId,
        partner,
        isOpen: session.isOpen(),
        safetyNumber: number,
        isSealed,
      })),
      asked: [...askedByName.keys()],
      asking: [...askingByName.keys()],
    }),
    async opened(name) {
      const roomId = await outcomes.wait(name);
      if (roomId === undefined) throw new ChatError('timed-out');
      return roomId;
    },
    answer<Request extends RequestName>(name: Request, params: Params<Request>) {
      const roomId = roomOf(params);
      if (roomId === undefined || roomId >= 0) return undefined;
      return answerFor(client, openById.get(roomId)?.conversation, {name, params}) as Promise<Result<Request>>;
    },
    on: {
      signalReceived({from, sessionId, body, about, seenAt}) {
        const signal = about === undefined ? parseSignal(body) : undefined;
        if (signal !== undefined) heard(from, sessionId, {...signal, seenAt});
      },
      roomClosed({roomId}) {
        openById.get(roomId)?.conversation.end();
        openById.delete(roomId);
      },
      sessionClosed: closeAll,
    },
    close: closeAll,
  };
}
