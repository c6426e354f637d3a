/**
 * Encryption in a running client: knows which conversations are encrypted, and prevents plaintext in them in both directions.
 */
import {ChatError} from '../../shared/errors.ts';
import type {Payload, Params, RequestName, Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';
import type {FileSealing} from '../core/fileSealing.ts';
import {onceWithRetries} from '../core/onceAtATime.ts';
import {openRetries} from '../line/retries.ts';
import type {Part} from '../core/part.ts';
import type {DirectSealing} from '../core/directSealing.ts';
import type {RoomState} from '../state/state.ts';
import {openArrivals} from './requests/arrivals.ts';
import {reopen} from './reading/reopening.ts';
import {isAboutKeys, openAnswering} from './requests/answering.ts';
import {WRITES} from './requests/answers.ts';
import {openCatchingUp} from './catchingUp.ts';
import {keyOfFile, offerSealed} from './requests/files.ts';
import {beginNew, encryptRoom, findMembersNotLetIn} from './requests/encrypting.ts';
import {inviteSealed} from './requests/memberships.ts';
import {openLabels} from './labels.ts';
import {openPins} from './pins.ts';
import {openPairing, type Pairing} from './devices/pairing.ts';
import {othersIn} from './locks.ts';
import {openSealedSearch, type SealedSearch} from './requests/sealedSearch.ts';
import {openShowing} from './showing.ts';
import type {KeySession} from './session.ts';
import {sessionOnDemand} from './sessionOnDemand.ts';
import {openDirectSealing} from './directSealing.ts';

export interface Keys extends Part {
  /** Answers a request about an encrypted conversation in place of the server; `undefined` for all other requests. */
  answer<Request extends RequestName>(name: Request, params: Params<Request>): Promise<Result<Request>> | undefined;
  /**
   * Takes entries that must be decrypted.
   * @returns false when the entries need no decryption; taken ones reach the state a moment later
   */
  takes(appended: Payload<'entriesAppended'>): boolean;
  readonly sealing: FileSealing;
  readonly directSealing: DirectSealing;
  /**
   * Opens the keys when they are first needed.
   * @throws keys-unkept, keys-locked, server-too-old, and errors of disk and server
   */
  session(): Promise<KeySession>;
  readonly pairing: Pairing;
  readonly search: SealedSearch;
  /**
   * Called once the login is stored: creates the keys of this device, so that others can send encrypted messages to it.
   * Errors are reported when keys are needed.
   */
  begin(): Promise<void>;
  /**
   * Encrypts a conversation from now on; in an encrypted group or room, lets in members whom only the server has added.
   * @throws encrypt-impossible, keys-absent, and refusals of the server
   */
  encrypt(roomId: number): Promise<void>;
  /** Topic and description of an encrypted room, as its members last set them; `undefined` for an unencrypted room. */
  about(roomId: number): Promise<{topic: string; description: string} | undefined>;
  /** Members of an encrypted room whom only the server has added; they cannot read it. */
  membersNotLetIn(roomId: number): Promise<string[]>;
  /** Verifies a conversation again with new data. @returns the problem that still prevents sending */
  lookAgain(roomId: number): Promise<ChatError | undefined>;
  /**
   * Records the person's decision: accepts the server's history although it differs from the one seen here, or accepts an
   * unencrypted room that has the name of an encrypted one.
   */
  accept(roomId: number): Promise<void>;
  /** Whether new rooms are encrypted from the first message. */
  encryptsNew(): Promise<boolean>;
  /**
   * Invites people; with `givesHistory` they can read earlier messages.
   * @throws encrypt-impossible, and refusals of the server
   */
  invite(roomId: number, names: readonly string[], options: {givesHistory: boolean}): Promise<void>;
  /** Updates the encryption state shown for all conversations with a person. */
  showOf(name: string): void;
  /** Updates the encryption state shown for a room. */
  show(roomId: number): void;
}

export function keys(client: Core): Keys {
  const {isHeadless = false} = client.options;
  /** Retries of refused look-ups, by key, e.g. `look 3`. */
  const retries = openRetries(client);
  const once = onceWithRetries(retries);
  const pins = openPins(client);

  const roomOf = (roomId: number): RoomState | undefined => client.getState().roomById[roomId];
  const {isPossible, session, possibleSession, now, hasNone, stop} = sessionOnDemand(client, () => ({
    onAccountChanged,
    onProblem: show,
    onKey: reopenSoon,
    onAbout: show,
    onStop: () => arrivals.stop(),
  }));
  /** Whether the server or this machine's store says that the room is encrypted: a room that was once encrypted stays so. */
  const isSealed = (roomId: number, one = now()): boolean =>
    roomOf(roomId)?.room.conv !== undefined ||
    pins.isRoom(roomId) ||
    one?.conversations.known(roomId) !== undefined ||
    one?.store.rows.isRoom(roomId) === true;

  const labels = openLabels(client, {pins, now, isSealed});
  const {refusalOf} = labels;
  const {show, showOf, tellComers, onAccountChanged} = openShowing(client, {now, hasNone, isSealed, refusalOf});
  /** When a key arrives, decrypts the entries that lacked it, in place, and indexes them. */
  const reopenSoon = (roomId: number) => {
    if (isHeadless) return;
    once(`reopen ${roomId}`, async () => {
      await reopen(client, roomId, (await session()).reading);
      lookThrough();
    });
  };
  /**
   * Encrypts a conversation if all people have keys and it has no messages yet. Refuses plaintext to a person with whom
   * messages were encrypted, and to a room with the label of an encrypted one unless the person has accepted that.
   */
  const beginIfPossible = async (roomId: number): Promise<boolean> => {
    const {room} = roomOf(roomId) ?? {};
    const others = othersIn(room);
    const refusal = await labels.refusalNow(roomId);
    if (refusal !== undefined) throw refusal;
    if (room === undefined || others.length === 0) return false;
    const one = await possibleSession();
    if (one === undefined) return false;
    if (isSealed(roomId, one)) return true;
    if (!(await beginNew(client, one, room))) return false;
    if (!isHeadless) catching.remind(one);
    show(roomId);
    return true;
  };
  const arrivals = openArrivals(client, {session, show, tellComers});
  const catching = openCatchingUp(client, {
    session,
    possibleSession,
    isSealed,
    show,
    wantKeys: () => pairing.wantKeys(),
  });
  const search = openSealedSearch(client, {session, now, isSealed, isPossible, loadPins: () => pins.load()});
  const lookThrough = () => once('index', () => search.catchUp());
  /** Missed messages first, then the index of older ones. */
  const catchUp = () => once('catchUp', () => catching.catchUp().then(lookThrough));
  const pairing = openPairing(client, session, catchUp);
  /**
   * Refreshes an account whose devices have changed. If this device was approved by that, for example by another program on
   * this machine, it catches up.
   */
  const heardOf = async (name: string): Promise<void> => {
    const one = await session();
    const wasApproved = one.isApproved();
    await one.accounts.refresh(name);
    if (!isHeadless && !wasApproved && one.isApproved()) catchUp();
  };

  const answering = openAnswering(client, {pins, session, isSealed, isPossible, labels, beginIfPossible});

  return {
    directSealing: openDirectSealing(client, {
      pins,
      hadKeys: name => pins.isPartner(name) || pins.hadKeys(name) || (now()?.accounts.known(name).length ?? 0) > 0,
      session: possibleSession,
    }),
    pairing,
    search,
    sealing: {
      async isSealed(roomId) {
        await pins.load();
        return isSealed(roomId) || beginIfPossible(roomId);
      },
      offer: async (params, key) => offerSealed(client, await session(), {params, key}),
      async keyOf(file) {
        await pins.load();
        return isSealed(file.roomId) ? keyOfFile(client, await session(), file) : undefined;
      },
    },
    async begin() {
      await session().catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error;
      });
    },
    session,
    showOf,
    show,
    answer<Request extends RequestName>(name: Request, params: Params<Request>) {
      const roomId = 'roomId' in params && typeof params.roomId === 'number' ? params.roomId : 0;
      const asked = () => answering(name, params);
      // Entries that arrived before the request are decrypted first.
      const settled = WRITES.has(name) ? undefined : arrivals.settled(roomId);
      return settled === undefined ? asked() : settled.then(() => asked() ?? client.line.request(name, params));
    },
    takes({roomId, entries}) {
      const isTaken = arrivals.has(roomId) || isSealed(roomId) || entries.some(isAboutKeys);
      if (isTaken) arrivals.take(roomId, entries);
      return isTaken;
    },
    encryptsNew: async () => client.options.encryptsNew === true && (await possibleSession())?.isApproved() === true,
    lookAgain: roomId =>
      catching.look(roomId).then(async () => (await session()).problemOf(roomId) ?? refusalOf(roomId)),
    async accept(roomId) {
      const one = await session();
      if (await labels.accept(roomId, one)) return show(roomId);
      if (one.problemOf(roomId)?.code !== 'history-differs') return;
      await one.reading.accept(roomId);
      one.setProblem(roomId, undefined);
      show(roomId);
    },
    async about(roomId) {
      await pins.load();
      const {room} = roomOf(roomId) ?? {};
      if (room?.kind !== 'private' || !isSealed(roomId)) return undefined;
      const {about, reading, store} = await session();
      const walked = store.rows.walkedIn(roomId);
      if (walked < room.lastSeq) await reading.walk(roomId);
      const {topic, description} = about.of(roomId);
      return {topic: topic?.text ?? '', description: description?.text ?? ''};
    },
    membersNotLetIn: async roomId => {
      const room = roomOf(roomId)?.room;
      return room === undefined || !isSealed(roomId) ? [] : findMembersNotLetIn(client, await session(), room);
    },
    async invite(roomId, names, {givesHistory}) {
      await pins.load();
      if (!isSealed(roomId)) return void (await client.line.request('roomInvite', {roomId, names: [...names]}));
      await inviteSealed(client, await session(), {roomId, names: [...names], givesHistory});
    },
    async encrypt(roomId) {
      const one = await session();
      await encryptRoom(client, one, roomOf(roomId)?.room, isSealed(roomId, one));
      if (!isHeadless) catching.remind(one);
      show(roomId);
    },
    on: {
      connectionChanged({connection}) {
        retries.cancel();
        if (connection.status !== 'online' || isHeadless) return;
        if (isPossible()) catchUp();
        const {currentRoomId} = client.getState();
        if (currentRoomId !== undefined) once(`look ${currentRoomId}`, () => catching.look(currentRoomId));
      },
      roomEntered({roomId}) {
        if (!isHeadless && client.getState().connection.status === 'online')
          once(`look ${roomId}`, () => catching.look(roomId));
      },
      roomOpened({room: {roomId}}) {
        if (!isHeadless && client.getState().currentRoomId === roomId)
          once(`look ${roomId}`, () => catching.look(roomId));
      },
      accountLinkAdded({name}) {
        if (now() !== undefined) once(`account ${name}`, () => heardOf(name));
      },
      deviceSignalReceived({body}) {
        if (!isHeadless && isPossible()) client.background(pairing.heard(body));
      },
      roomClosed: ({roomId}) => search.removeBefore(roomId),
      entriesRemoved: ({roomId, firstSeq}) => search.removeBefore(roomId, firstSeq),
      sessionClosed() {
        retries.cancel();
        client.background(stop());
      },
    },
    close() {
      retries.end();
      return stop({isForGood: true});
    },
  };
}
