/** A person of the workload: the real client without a screen; everything it is told and shows is recorded in the ledger. */
import {join} from 'node:path';
import type {Backoff} from '../../src/client/line/backoff.ts';
import {openClient, type Client} from '../../src/client/client.ts';
import type {DirectWaits, Route} from '../../src/client/core/route.ts';
import type {HistoryBounds} from '../../src/client/history/bounding.ts';
import type {Written} from '../../src/client/sending/outgoing.ts';
import type {RoomState} from '../../src/client/state/state.ts';
import {ChatError} from '../../src/shared/errors.ts';
import type {Ledger, StoredRoom, View} from '../../__tests__/support/machine/ledger.ts';
import {newId} from '../../src/cli/shell.ts';
import {untilState} from '../waiting.ts';

export interface Person {
  readonly name: string;
  readonly client: Client;
  /**
   * Writes one message whose text is written by nobody else, or does something to an earlier one. Never rejects: the client keeps
   * it, or says why not. Resolves when it is on disk.
   */
  write(roomId: number, text: string, how?: Omit<Partial<Written>, 'text'>): Promise<void>;
  /** One that is written by nobody else; resolves at once, and is not tried again. */
  setTopic(roomId: number, topic: string): Promise<void>;
  /** Sentences of refusals, as the person reads them. */
  refusals(): readonly string[];
  isOnline(): boolean;
  /** Own messages that are shown as not yet kept. */
  pendingCount(): number;
  /** Times the connection was lost so far. */
  cutCount(): number;
  untilOnline(deadlineMs: number): Promise<number | undefined>;
  untilSent(deadlineMs: number): Promise<number | undefined>;
  /** Shows every room up to its end. */
  untilInStep(rooms: readonly StoredRoom[], deadlineMs: number): Promise<number | undefined>;
  views(roomIds: readonly number[]): View[];
  close(): Promise<void>;
}

export interface PersonOptions {
  ledger: Ledger;
  url: string;
  name: string;
  token: string;
  /** Of this person's machine. */
  folder: string;
  /** Rooms to be looked at from the start. */
  roomIds: readonly number[];
  backoff?: Backoff;
  requestTimeoutMs?: number;
  /** What this machine keeps of what was seen; nothing without it. */
  history?: HistoryBounds;
  directWaits?: Partial<DirectWaits>;
  /** How files go; absent: `auto`. */
  route?: Route;
}

const ONLINE_MS_MAX = 60_000;
/** Somebody else has deleted it meanwhile, or a clock was set. */
const OVERTAKEN: ReadonlySet<string> = new Set(['message-gone', 'message-unchangeable', 'edit-too-late']);

/** Comes back at once: for faults that come more often than in life. */
export const FAST_BACKOFF: Backoff = {firstMs: 50, maxMs: 400, random: Math.random};

export async function openPerson(options: PersonOptions): Promise<Person> {
  const {ledger, url, name, token, folder, roomIds} = options;
  const client = openClient({
    serverUrl: url,
    token,
    dataDir: join(folder, name),
    downloadsDir: join(folder, name, 'downloads'),
    deviceName: name,
    ...(options.backoff !== undefined && {backoff: options.backoff}),
    ...(options.requestTimeoutMs !== undefined && {requestTimeoutMs: options.requestTimeoutMs}),
    ...(options.history !== undefined && {history: options.history}),
    ...(options.directWaits !== undefined && {directWaits: options.directWaits}),
    ...(options.route !== undefined && {route: options.route}),
    now: Date.now,
    newId,
  });
  const refused: string[] = [];
  let cuts = 0;
  record({client, name, ledger});
  client.addPart({
    on: {
      connectionChanged({connection}, before) {
        if (connection.status === 'reconnecting' && before.connection.status === 'online') cuts++;
      },
    },
  });
  const pendingCount = () => {
    return Object.values(client.getState().roomById).reduce((sum, room) => sum + room.pending.length, 0);
  };
  const isOnline = () => client.getState().connection.status === 'online';
  const person: Person = {
    name,
    client,
    refusals: () => refused,
    isOnline,
    pendingCount,
    cutCount: () => cuts,
    async write(roomId, text, how = {}) {
      try {
        const {clientMsgId} = await client.parts.outgoing.write(roomId, {kind: 'message', text, ...how});
        client.parts.outgoing.settled(clientMsgId).then(
          ({seq}) => ledger.acknowledgements.push({sender: name, roomId, clientMsgId, seq}),
          (error: unknown) => {
            if (!(error instanceof ChatError) || !OVERTAKEN.has(error.code)) refused.push(String(error));
            else client.parts.outgoing.discard({clientMsgId});
          },
        );
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        refused.push(error.message);
      }
    },
    setTopic(roomId, topic) {
      const one = {sender: name, roomId, text: topic, isAcknowledged: false};
      ledger.topics.push(one);
      client.request('topicSet', {roomId, topic}).then(
        () => (one.isAcknowledged = true),
        // Whether the server has it is not known.
        () => undefined,
      );
      return Promise.resolve();
    },
    untilOnline: deadlineMs => untilState(client, isOnline, deadlineMs),
    untilSent: deadlineMs => untilState(client, () => pendingCount() === 0, deadlineMs),
    async untilInStep(rooms, deadlineMs) {
      const wanted = rooms.filter(({roomId}) => roomIds.includes(roomId));
      const isLoaded = (roomId: number) => client.getState().roomById[roomId]?.isLoaded === true;
      // What a client has put away it shows again when the room is entered.
      await lookAt(client, {roomIds: roomIds.filter(roomId => !isLoaded(roomId)), deadlineMs});
      return untilState(
        client,
        ({roomById}) => isOnline() && wanted.every(({roomId, lastSeq}) => shownSeq(roomById[roomId]) >= lastSeq),
        deadlineMs,
      );
    },
    views: ids => ids.map(roomId => viewOf(name, roomId, client.getState().roomById[roomId])),
    close: () => client.close(),
  };
  if ((await person.untilOnline(ONLINE_MS_MAX)) === undefined) {
    throw new Error(`${name} did not come online: ${JSON.stringify(client.getState().connection)}`);
  }
  await lookAt(client, {roomIds, deadlineMs: ONLINE_MS_MAX});
  return person;
}

/** A room is followed from the moment it was on screen. */
async function lookAt(
  client: Client,
  {roomIds, deadlineMs}: {roomIds: readonly number[]; deadlineMs: number},
): Promise<void> {
  for (const roomId of roomIds) {
    client.dispatch({type: 'roomEntered', roomId});
    await untilState(client, ({roomById}) => roomById[roomId]?.isLoaded === true, deadlineMs);
  }
}

const shownSeq = (room: RoomState | undefined): number => room?.entries.at(-1)?.seq ?? 0;

const viewOf = (person: string, roomId: number, room: RoomState | undefined): View => ({
  person,
  roomId,
  entries: room?.entries ?? [],
  pendingIds: room?.pending.map(message => message.clientMsgId) ?? [],
});

/** Records attempts when they are shown as pending, and every entry when it is first shown at a position. */
function record({client, name, ledger}: {client: Client; name: string; ledger: Ledger}): void {
  const shown = new Map<number, Map<number, string>>();
  const attempted = new Set<string>();
  const see = (roomId: number) => {
    const known = shown.get(roomId) ?? new Map<number, string>();
    shown.set(roomId, known);
    const entries = client.getState().roomById[roomId]?.entries ?? [];
    // From the end: what was there before is skipped at the first known one.
    for (let index = entries.length - 1; index >= 0; index--) {
      const {seq, id} = entries[index]!;
      if (known.get(seq) === id) break;
      known.set(seq, id);
      ledger.sightings.push({person: name, roomId, seq, id});
    }
  };
  client.addPart({
    on: {
      messageWritten({roomId, message: {clientMsgId, text, messageAction: deed}}) {
        if (attempted.has(clientMsgId)) return;
        attempted.add(clientMsgId);
        ledger.attempts.push({sender: name, roomId, clientMsgId, text, ...(deed && {deed})});
      },
      entriesAppended: ({roomId}) => see(roomId),
      entriesLoaded: ({roomId}) => see(roomId),
    },
  });
}
