/**
 * Direct conversations: sends and answers requests for them by signals through the server, opens them, and answers requests
 * about their rooms in place of the server.
 */
import {ChatError, toKnown} from '../../shared/errors.ts';
import type {Params, RequestName, Result} from '../../shared/protocol.ts';
import {within} from '../../shared/bounds/within.ts';
import {parseSignal, type EndpointAnswer, type Signal} from '../../shared/peer/signal.ts';
import type {Core} from '../core/core.ts';
import {createWaiters} from '../core/waiters.ts';
import {openConversation, type DirectConversation} from './conversation.ts';
import {answerFor, roomOf} from './localRoom.ts';
import type {Direct} from './directPart.ts';
import {openDirectFiles} from './files.ts';
import {sendSignal, type ReceivedSignal} from '../peer/signalling.ts';
import {answerLink, offerLink, type HeardSide} from '../peer/linkSetup.ts';
import {unsealedWords} from '../wording/sealedWords.ts';
import {ASKED_MS, createOtherRequests, type OtherRequest, type OwnRequest} from './directRequests.ts';
import {createOpenings, connectConversation, type ConversationLink, type OpeningConversation} from './openings.ts';
import {isOnline} from '../state/selectors.ts';

/** Maximum number of refused answers to one request: a device without keys may answer before the one with keys. */
const REFUSED_MAX = 5;
/** Timeout for withdrawing one's requests when the program ends, in milliseconds. */
const TAKE_BACK_MS = 1_000;

export function direct(client: Core): Direct {
  const {options} = client;
  const others = createOtherRequests(options.now);
  const openings = createOpenings();
  const askingByName = new Map<string, OwnRequest>();
  const openById = new Map<number, {conversation: DirectConversation; number: string; isSealed: boolean}>();
  /** Waiters by login name: resolved with the id of the opened room, or rejected with the reason why there is none. */
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
  /**
   * Tells the other side that a request or a conversation being opened is cancelled, so that it need not wait. Never rejects.
   */
  const takeBack = async ({name, sessionId}: OpeningConversation): Promise<void> => {
    settle(name, new ChatError('direct-ended', name));
    if (isOnline(client.getState()))
      await send(name, sessionId, {type: 'end', reason: 'cancelled'}).catch(() => undefined);
  };
  /** Stops one's own requests and the conversations being opened, with one person or with all. @returns the stopped ones */
  const stop = (name?: string): OpeningConversation[] => {
    const names = name === undefined ? [...askingByName.keys()] : [name];
    const asking = names.flatMap(one => drop(one) ?? []);
    for (const {side} of asking) side.close();
    return [...asking, ...openings.stop(one => name === undefined || one.name === name)];
  };
  const open = (name: string, {link, number, kept, unsealed}: ConversationLink): number => {
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
    others.delete(name);
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

  const accept = ({sessionId, from, endpoint}: OtherRequest): Promise<number> => {
    others.delete(from);
    return openings.run({sessionId, name: from}, async signal => {
      const side = await answerLink(client, {sessionId, name: from}, endpoint).catch((error: unknown) => {
        // Tells the other side at once, so that it does not wait for the timeout.
        send(from, sessionId, {type: 'end', reason: 'failed'}).catch(() => undefined);
        throw error;
      });
      const answer = () => send(from, sessionId, {type: 'answer', ...side.endpoint});
      return connectConversation(client, {name: from, side, signal, before: answer, open: link => open(from, link)});
    });
  };
  const offer = (name: string): Promise<number | undefined> => {
    drop(name)?.side.close();
    const sessionId = options.newId();
    return openings.run({sessionId, name}, async signal => {
      const side = await offerLink(client, {sessionId, name});
      const theirs = others.of(name);
      if (signal.aborted || theirs !== undefined) side.close();
      signal.throwIfAborted();
      // Their request arrived first, while this one was not sent yet: accept it.
      if (theirs !== undefined) return accept(theirs);
      const timer = setTimeout(() => {
        drop(name)?.side.close();
        tell('warning', `@${name} has not answered your request to talk directly.`);
        settle(name, new ChatError('timed-out'));
        client.background(takeBack({name, sessionId}));
      }, ASKED_MS).unref();
      askingByName.set(name, {sessionId, name, side, timer, refused: 0});
      try {
        const {reached} = await send(name, sessionId, {type: 'offer', ...side.endpoint});
        if (reached === 0) throw new ChatError('direct-absent', name);
        signal.throwIfAborted();
      } catch (error) {
        if (askingByName.get(name)?.sessionId === sessionId) drop(name);
        side.close();
        throw error;
      }
      return undefined;
    });
  };
  const failed = (name: string, error: unknown) => {
    const known = toKnown(error);
    tell('warning', known.message);
    settle(name, known);
  };
  const answered = async (asking: OwnRequest, endpoint: ReceivedSignal<EndpointAnswer>) => {
    const {sessionId, name, side} = asking;
    let theirs: HeardSide;
    try {
      theirs = await side.heard(endpoint);
    } catch (error) {
      if (askingByName.get(name) !== asking) return;
      // Another device of the same person may still answer.
      if (++asking.refused >= REFUSED_MAX) drop(name)?.side.close();
      return failed(name, error);
    }
    // Another device's answer was accepted, or the request was withdrawn.
    if (askingByName.get(name) !== asking) return;
    drop(name);
    // The person's other devices can drop the request.
    send(name, sessionId, {type: 'end', reason: 'answered'}).catch(() => undefined);
    const both = {connect: () => theirs.connect(), close: () => side.close()};
    await openings
      .run({name, sessionId}, signal =>
        connectConversation(client, {name, side: both, signal, open: link => open(name, link)}),
      )
      .catch((error: unknown) => {
        // `direct-ended` means that this person stopped it, who need not be told.
        if (toKnown(error).code !== 'direct-ended') failed(name, error);
      });
  };
  const heard = (from: string, sessionId: string, signal: ReceivedSignal<Signal>) => {
    const asking = askingByName.get(from);
    const asked = others.of(from);
    if (signal.type === 'offer') {
      if (!others.add({sessionId, from, endpoint: signal, atMs: options.now()})) return;
      // Both have sent a request: the side whose name sorts first answers, so that one connection is made.
      if (asking !== undefined && (client.getState().me?.name ?? '') < from) client.background(answerInstead(from));
      else if (asked === undefined)
        tell(
          'info',
          `@${from} wants to talk directly, which shows your network address: /direct @${from} or /direct decline @${from}`,
        );
    } else if (signal.type === 'answer') {
      if (asking?.sessionId === sessionId) client.background(answered(asking, signal));
    } else if (asked?.sessionId === sessionId && signal.reason !== 'failed') {
      others.delete(from);
      if (signal.reason === 'cancelled') tell('info', `@${from} does not want to talk directly any more.`);
    } else if (asking?.sessionId === sessionId) {
      drop(from)?.side.close();
      const hasFailed = signal.reason === 'failed';
      const why = hasFailed ? new ChatError('direct-refused', `@${from}`) : new ChatError('direct-declined', from);
      tell('info', hasFailed ? why.message : `@${from} has declined to talk directly.`);
      settle(from, why);
    } else if (signal.reason === 'cancelled') {
      const stopped = openings.stop(one => one.name === from && one.sessionId === sessionId);
      if (stopped.length === 0) return;
      tell('info', `@${from} does not want to talk directly any more.`);
      settle(from, new ChatError('direct-ended', from));
    }
  };
  const answerInstead = async (name: string): Promise<void> => {
    drop(name)?.side.close();
    const asked = others.of(name);
    if (asked !== undefined) await accept(asked);
  };
  const closeAll = async (): Promise<void> => {
    const told = Promise.all(stop().map(takeBack));
    others.clear();
    for (const {conversation} of openById.values()) conversation.end();
    openById.clear();
    await within(TAKE_BACK_MS, told);
    await files.settled();
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
      const asked = others.of(name);
      return openings.outcomeOf(name) ?? (asked === undefined ? offer(name) : accept(asked));
    },
    async decline(name) {
      const asked = others.of(name);
      if (asked === undefined) throw new ChatError('direct-absent', name);
      others.delete(name);
      await send(name, asked.sessionId, {type: 'end', reason: 'declined'});
    },
    end(name) {
      const stopped = stop(name);
      for (const one of stopped) client.background(takeBack(one));
      const there = conversationOf(name);
      there?.conversation.end();
      return stopped.length > 0 || there !== undefined;
    },
    list: () => ({
      open: [...openById.values()].map(({conversation: {roomId, partner, session}, number, isSealed}) => ({
        roomId,
        partner,
        isOpen: session.isOpen(),
        safetyNumber: number,
        isSealed,
      })),
      asked: others.names(),
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
      sessionClosed: () => client.background(closeAll()),
    },
    close: closeAll,
  };
}
