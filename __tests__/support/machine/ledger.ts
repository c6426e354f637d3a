/**
 * The ledger checker: what was tried, acknowledged and shown is compared with what is stored; every promise of the log is one
 * rule.
 */
import type {MessageAction} from '../../../src/client/state/state.ts';
import {changedSeqOf, type Entry} from '../../../src/shared/entries/entry.ts';
import {foldLog, wronglyShown, wronglyStored} from './folded.ts';

/** Somebody wrote a message, or did something to an earlier one. */
export interface Attempt {
  sender: string;
  roomId: number;
  clientMsgId: string;
  text: string;
  deed?: MessageAction;
}

/** Somebody was told that the message is kept. */
export interface Acknowledgement {
  sender: string;
  roomId: number;
  clientMsgId: string;
  seq: number;
}

/** What one person's screen shows of a room in the end. */
export interface View {
  person: string;
  roomId: number;
  /** A contiguous piece of the log, oldest first. */
  entries: readonly Entry[];
  /** Own messages still shown as not yet kept. */
  pendingIds: readonly string[];
}

export interface Ledger {
  attempts: Attempt[];
  acknowledgements: Acknowledgement[];
  /** Every entry that anybody was ever shown as part of the log, first showing only. */
  sightings: {person: string; roomId: number; seq: number; id: string}[];
  views: View[];
  /** Topics, each written once: requests that nobody repeats. */
  topics: {sender: string; roomId: number; text: string; isAcknowledged: boolean}[];
  /** People who did not come back, with what they wait for. */
  stuck: {person: string; what: string}[];
}

export interface StoredRoom {
  roomId: number;
  /** What the room's counter says. */
  lastSeq: number;
  /** Ordered by `seq`. */
  entries: readonly Entry[];
}

/**
 * a: acknowledged and not stored · b: stored twice · c: hole in the numbers · d: a view that differs from the log ·
 * e: stored and never written · f: shown as kept and not stored · g: somebody is stuck · h: one sender's messages in another
 * order · i: what was done to a message is stored or shown otherwise.
 */
export type Rule = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i';

export interface Violation {
  rule: Rule;
  what: string;
}

export const emptyLedger = (): Ledger => ({
  attempts: [],
  acknowledgements: [],
  sightings: [],
  views: [],
  topics: [],
  stuck: [],
});

const key = (...parts: (string | number)[]) => parts.join(' ');
const isMessage = (entry: Entry) => entry.kind === 'message' || entry.kind === 'action';

/** Empty when every promise holds. */
export function checkLedger(ledger: Ledger, rooms: readonly StoredRoom[]): Violation[] {
  const byRoom = new Map(rooms.map(room => [room.roomId, room]));
  const byId = new Map<string, Entry>();
  for (const {roomId, entries} of rooms) {
    for (const entry of entries) byId.set(key(roomId, entry.sender, entry.id), entry);
  }
  return [
    ...lost(ledger, byId, byRoom),
    ...doubled(rooms),
    ...holes(rooms),
    ...ledger.views.flatMap(view => differing(view, byRoom.get(view.roomId))),
    ...invented(ledger, rooms),
    ...falselyShown(ledger, byRoom),
    ...ledger.stuck.map(({person, what}): Violation => ({rule: 'g', what: `${person}: ${what}`})),
    ...reordered(ledger, rooms),
    ...rooms.flatMap(room => misfolded(ledger, room)),
    ...rooms.flatMap(room => wrongTopics(ledger, room)),
  ];
}

/** It is an entry of its own, which says the same. */
function isDone(entry: Entry, {deed, text}: Attempt): boolean {
  if (deed?.kind === 'edit') return entry.kind === 'edited' && entry.of === deed.seq && ['', text].includes(entry.text);
  if (deed?.kind === 'delete') return entry.kind === 'deleted' && entry.of === deed.seq;
  if (deed?.kind === 'pin') return entry.kind === 'pinned' && entry.of === deed.seq && entry.isOn === deed.isOn;
  if (deed?.kind !== 'react') return false;
  const {seq, emoji, isOn} = deed;
  return entry.kind === 'reacted' && entry.of === seq && entry.emoji === emoji && entry.isOn === isOn;
}
const DEEDS: ReadonlySet<string> = new Set(['edited', 'deleted', 'pinned', 'reacted']);

/** Asked for what was so already, the server stores nothing and names the entry that made it so, or the message itself. */
function wasSo(deed: MessageAction | undefined, named: Entry | undefined): boolean {
  if (deed?.kind !== 'react' && deed?.kind !== 'pin') return false;
  return named !== undefined && (named.seq === deed.seq || changedSeqOf(named) === deed.seq);
}

function lost(ledger: Ledger, byId: ReadonlyMap<string, Entry>, byRoom: ReadonlyMap<number, StoredRoom>): Violation[] {
  const attempts = new Map(ledger.attempts.map(one => [key(one.roomId, one.sender, one.clientMsgId), one]));
  return ledger.acknowledgements.flatMap(({sender, roomId, clientMsgId, seq}): Violation[] => {
    const id = key(roomId, sender, clientMsgId);
    const entry = byId.get(id);
    const attempt = attempts.get(id);
    if (
      entry === undefined &&
      wasSo(
        attempt?.deed,
        byRoom.get(roomId)?.entries.find(one => one.seq === seq),
      )
    )
      return [];
    if (entry === undefined) {
      const kind = attempt?.deed?.kind ?? 'message';
      return [{rule: 'a', what: `${id} (${kind}) was acknowledged as ${seq} and is not stored`}];
    }
    if (entry.seq !== seq) return [{rule: 'a', what: `${id} was acknowledged as ${seq} and is stored as ${entry.seq}`}];
    // The text of what was said is looked at together with all that was done to it.
    const isSame =
      attempt === undefined || (attempt.deed === undefined ? !DEEDS.has(entry.kind) : isDone(entry, attempt));
    return isSame ? [] : [{rule: 'a', what: `${id} is stored as ${entry.kind}, and was another thing`}];
  });
}

/** Each text is written once, so the same one twice is a repetition that came through under another id. */
function doubled(rooms: readonly StoredRoom[]): Violation[] {
  return rooms.flatMap(({roomId, entries}) => {
    const seen = new Set<string>();
    return entries.flatMap((entry): Violation[] => {
      const names = [`id ${key(entry.sender, entry.id)}`];
      if (isMessage(entry) && 'text' in entry) names.push(`text ${key(entry.sender, entry.text)}`);
      const found = names.filter(name => seen.has(name));
      for (const name of names) seen.add(name);
      return found.map(name => ({rule: 'b', what: `room ${roomId}: ${name.slice(0, 120)} is stored twice`}));
    });
  });
}

function holes(rooms: readonly StoredRoom[]): Violation[] {
  return rooms.flatMap(({roomId, lastSeq, entries}): Violation[] => {
    const at = entries.findIndex((entry, index) => entry.seq !== index + 1);
    if (at !== -1) return [{rule: 'c', what: `room ${roomId}: ${entries[at]?.seq} stands where ${at + 1} should`}];
    if (lastSeq === entries.length) return [];
    return [{rule: 'c', what: `room ${roomId} counts ${lastSeq} and holds ${entries.length}`}];
  });
}

function differing(view: View, room: StoredRoom | undefined): Violation[] {
  const name = `${view.person} in room ${view.roomId}`;
  if (room === undefined) return [{rule: 'd', what: `${name}: the room is not stored`}];
  const shownLast = view.entries.at(-1)?.seq ?? 0;
  if (shownLast !== room.lastSeq)
    return [{rule: 'd', what: `${name} ends at ${shownLast}, the log at ${room.lastSeq}`}];
  const firstSeq = view.entries[0]?.seq ?? 1;
  const wrong = view.entries.find((entry, index) => {
    const stored = room.entries[firstSeq + index - 1];
    return stored === undefined || !isSameEntry(stored, entry);
  });
  if (wrong !== undefined) return [{rule: 'd', what: `${name}: entry ${wrong.seq} is not the one that is stored`}];
  const own = new Set(room.entries.filter(entry => entry.sender === view.person).map(entry => entry.id));
  const twice = view.pendingIds.filter(id => own.has(id));
  return twice.map(id => ({rule: 'd', what: `${name}: ${id} is shown as waiting and is stored`}));
}

function isSameEntry(one: Entry, other: Entry): boolean {
  const textOf = (entry: Entry) => ('text' in entry ? entry.text : undefined);
  return (
    one.seq === other.seq &&
    one.id === other.id &&
    one.kind === other.kind &&
    one.sender === other.sender &&
    one.sentAtMs === other.sentAtMs &&
    textOf(one) === textOf(other)
  );
}

function invented(ledger: Ledger, rooms: readonly StoredRoom[]): Violation[] {
  const written = new Set(ledger.attempts.map(one => key(one.roomId, one.sender, one.clientMsgId)));
  const deeds = new Map(
    ledger.attempts.flatMap(one => (one.deed ? [[key(one.roomId, one.sender, one.clientMsgId), one] as const] : [])),
  );
  return rooms.flatMap(({roomId, entries}) =>
    entries.flatMap((entry): Violation[] => {
      if (!isMessage(entry) && !DEEDS.has(entry.kind)) return [];
      const id = key(roomId, entry.sender, entry.id);
      const deed = deeds.get(id);
      if (isMessage(entry) ? written.has(id) && deed === undefined : deed !== undefined && isDone(entry, deed))
        return [];
      return [{rule: 'e', what: `room ${roomId}: ${entry.seq} by ${entry.sender} was never written like this`}];
    }),
  );
}

function falselyShown(ledger: Ledger, byRoom: ReadonlyMap<number, StoredRoom>): Violation[] {
  return ledger.sightings.flatMap(({person, roomId, seq, id}): Violation[] => {
    if (byRoom.get(roomId)?.entries[seq - 1]?.id === id) return [];
    return [{rule: 'f', what: `${person} was shown ${id} as ${seq} of room ${roomId}, which is not what is stored`}];
  });
}

function reordered(ledger: Ledger, rooms: readonly StoredRoom[]): Violation[] {
  const place = new Map(ledger.attempts.map((one, index) => [key(one.roomId, one.sender, one.clientMsgId), index]));
  // What is said and what is done to it go out beside each other.
  const laneOf = ({sender, kind}: Entry) => key(sender, DEEDS.has(kind) ? 'does' : 'says');
  return rooms.flatMap(({roomId, entries}) => {
    const newest = new Map<string, number>();
    return entries.flatMap((entry): Violation[] => {
      const at = place.get(key(roomId, entry.sender, entry.id));
      if (at === undefined) return [];
      const lane = laneOf(entry);
      const before = newest.get(lane) ?? -1;
      newest.set(lane, Math.max(before, at));
      if (at > before) return [];
      return [
        {rule: 'h', what: `room ${roomId}: ${entry.seq} by ${entry.sender} was written before what stands above it`},
      ];
    });
  });
}

/** Each entry after all that was done to it, as the log has it and as everybody sees it. */
function misfolded(ledger: Ledger, room: StoredRoom): Violation[] {
  const {roomId} = room;
  const folded = foldLog(room, ledger.attempts);
  const stored = [...folded].flatMap(([seq, one]) =>
    wronglyStored(one).map((what): Violation => ({rule: 'i', what: `room ${roomId}: ${seq} ${what}`})),
  );
  const shown = ledger.views
    .filter(view => view.roomId === roomId)
    .flatMap(({person, entries}) =>
      entries.flatMap(entry => {
        const one = folded.get(entry.seq);
        const wrong = one === undefined || one.entry.id !== entry.id ? [] : wronglyShown(entry, one, person);
        return wrong.map((what): Violation => ({rule: 'i', what: `${person} in room ${roomId}: ${entry.seq} ${what}`}));
      }),
    );
  return [...stored, ...shown];
}

/** Each topic once at most, and where it was acknowledged once; none that nobody has set. */
function wrongTopics(ledger: Ledger, {roomId, entries}: StoredRoom): Violation[] {
  const topics = ledger.topics.filter(one => one.roomId === roomId);
  const ofTopic = entries.filter(entry => entry.kind === 'topic');
  const idOf = ({sender, text}: {sender: string; text: string}) => key(sender, text);
  const tried = new Set(topics.map(idOf));
  const stored = Map.groupBy(ofTopic.map(idOf), id => id);
  return [
    ...topics
      .filter(one => one.isAcknowledged && !stored.has(idOf(one)))
      .map(({text}): Violation => ({rule: 'a', what: `room ${roomId}: the topic ‘${text}’ is not stored`})),
    ...[...stored].flatMap(([id, {length}]): Violation[] =>
      length > 1 ? [{rule: 'b', what: `room ${roomId}: the topic ‘${id}’ is stored ${length} times`}] : [],
    ),
    ...ofTopic
      .filter(one => topics.length > 0 && !tried.has(idOf(one)))
      .map(({text}): Violation => ({rule: 'e', what: `room ${roomId}: the topic ‘${text}’ was never set`})),
  ];
}
