/** Earlier entries in their current state: finding, changing, storing, counting and listing them. */
import {become, type Entry, isMessageOrFile} from '../../../../shared/entries/entry.ts';
import {ChatError} from '../../../../shared/errors.ts';
import type {Became} from '../../../../shared/entries/entryChanges.ts';
import type {EntryBody} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {ENTRY_COLUMNS, toEntryRow, type EntryRow} from '../entryRow.ts';
import type {RoomLog} from '../roomLog.ts';
import type {SearchIndex} from '../search/searchIndex.ts';
import type {Sqlite} from '../sqlite.ts';
import {bytesOf, type Usage} from '../usage.ts';

/** The stored state of a changed entry. */
export interface Kept {
  /** As shown to everybody, without `isMine` and mentions. */
  became: Became;
  /** Seqs of the newest replies in its thread. */
  answers?: readonly number[];
  /** Seqs of its edits. */
  edits?: readonly number[];
  /** Of an edited message: everybody ever mentioned, with the seq of the first mention. */
  mentioned?: readonly (readonly [name: string, seq: number])[];
}

export interface Found {
  row: EntryRow;
  entry: Entry;
  kept: Kept;
}

/** All methods but `shown` are called inside a transaction. */
export interface Targets {
  /** @throws message-not-found, message-gone */
  find(roomId: number, seq: number): Found;
  /**
   * The first message of the thread that contains or begins with this one. @throws message-not-found, message-gone,
   * message-unchangeable
   */
  rootOf(roomId: number, seq: number): Found;
  /** Applies `event`, which has been appended, to the entry. */
  change(found: Found, event: Entry, also?: Omit<Kept, 'became'> & {firstText?: string | undefined}): void;
  /** Wipes the entry and the texts of its edits; only its seq is kept. */
  wipe(found: Found, event: Entry): void;
  /** Stores the original text of an imported edited message, which has no other change yet. */
  keepFirst(roomId: number, seq: number, text: string): void;
  firstTextOf(roomId: number, seq: number): string | undefined;
  /** Texts of existing entries, in log order. */
  textsOf(roomId: number, seqs: readonly number[]): {text: string; atMs: number}[];
  /** Replies in a thread, also if its first message is deleted. @throws message-not-found */
  answersOf(roomId: number, seq: number): readonly number[];
  entriesAt(roomId: number, seqs: readonly number[]): Entry[];
  /** The entries as shown to this person. */
  shown(roomId: number, userId: number, entries: readonly Entry[]): Entry[];
}

const NOTHING: Kept = {became: {asOfSeq: 0}};

export type TargetParts = Pick<Sqlite, 'database' | 'names' | 'heads'> & {
  roomLog: RoomLog;
  search: SearchIndex;
  usage: Usage;
};

export function openTargets({database, roomLog, names, heads, search, usage}: TargetParts): Targets {
  const findRow = query<EntryRow, [number, number]>(
    database,
    `SELECT ${ENTRY_COLUMNS} FROM entries WHERE room_id = ? AND seq = ?`,
  );
  const findKept = query<{data: string}, [number, number]>(
    database,
    'SELECT data FROM became WHERE room_id = ? AND seq = ?',
  );
  const findFirst = query<{first_text: string | null}, [number, number]>(
    database,
    'SELECT first_text FROM became WHERE room_id = ? AND seq = ?',
  );
  const keptBetween = query<{seq: number; data: string}, [number, number, number]>(
    database,
    'SELECT seq, data FROM became WHERE room_id = ? AND seq BETWEEN ? AND ?',
  );
  const reactionsBetween = query<{seq: number; emoji: string}, [number, number, number, number]>(
    database,
    'SELECT seq, emoji FROM reactions WHERE user_id = ? AND room_id = ? AND seq BETWEEN ? AND ?',
  );
  const keep = database.statement(
    `INSERT INTO became (room_id, seq, data, first_text) VALUES (?, ?, ?, ?)
      ON CONFLICT (room_id, seq) DO UPDATE SET data = excluded.data, first_text = ifnull(first_text, excluded.first_text)`,
  );
  const replace = database.statement('INSERT OR REPLACE INTO became (room_id, seq, data) VALUES (?, ?, ?)');
  const update = database.statement(
    'UPDATE entries SET kind = ?, data = ?, text = ?, checksum = ? WHERE room_id = ? AND seq = ?',
  );

  /** Rewrites an entry except for its seq. */
  function write(before: EntryRow, body: EntryBody): void {
    const {room_id: roomId, seq, sender_id: userId, sent_at_ms: sentAtMs} = before;
    const row = toEntryRow({roomId, seq, userId, body, sentAtMs});
    update.run(row.kind, row.data, row.text, row.checksum, roomId, seq);
    count(before, bytesOf(row) - bytesOf(before));
    search.changed(before, row);
  }

  /** Counts the bytes that an entry gained (negative: lost). */
  function count({room_id: roomId, sender_id: userId}: EntryRow, bytes: number): void {
    usage.add(userId, Math.max(bytes, -usage.of(userId)));
    heads.grew(roomId, bytes);
  }

  const storedFirst = (roomId: number, seq: number): string | null => findFirst.one(roomId, seq)?.first_text ?? null;

  function find(roomId: number, seq: number): Found {
    const row = findRow.one(roomId, seq);
    if (row === undefined) throw new ChatError('message-not-found');
    if (row.kind === 'gone') throw new ChatError('message-gone');
    const stored = findKept.one(roomId, seq);
    const kept = stored === undefined ? NOTHING : (JSON.parse(stored.data) as Kept);
    return {row, entry: {...roomLog.toEntry(row), became: kept.became}, kept};
  }

  return {
    find,
    rootOf(roomId, seq) {
      const found = find(roomId, seq);
      requireMessageOrFile(found);
      const {entry} = found;
      return entry.kind === 'message' && entry.threadOf !== undefined ? find(roomId, entry.threadOf) : found;
    },
    change({row, entry, kept}, event, {firstText, ...also} = {}) {
      const after = become(entry, event, '');
      const next: Kept = {...kept, ...also, became: after.became ?? kept.became};
      const isFirst = firstText !== undefined && storedFirst(row.room_id, row.seq) === null;
      const first = isFirst ? storedText(firstText) : null;
      keep.run(row.room_id, row.seq, JSON.stringify(next), first);
      if (first !== null) count(row, Buffer.byteLength(first));
      if ('text' in after && 'text' in entry && after.text !== entry.text) write(row, bodyOf(after));
    },
    wipe({row, entry, kept}, event) {
      const after = become(entry, event, '');
      count(row, -Buffer.byteLength(storedFirst(row.room_id, row.seq) ?? ''));
      write(row, bodyOf(after));
      for (const seq of kept.edits ?? []) {
        const edit = findRow.one(row.room_id, seq);
        if (edit !== undefined) write(edit, bodyOf({...roomLog.toEntry(edit), text: ''} as Entry));
      }
      const {answers} = kept;
      const left: Kept = {became: after.became ?? {asOfSeq: event.seq}, ...(answers !== undefined && {answers})};
      replace.run(row.room_id, row.seq, JSON.stringify(left));
    },
    keepFirst(roomId, seq, text) {
      const row = findRow.one(roomId, seq);
      if (row === undefined) return;
      const first = storedText(text);
      keep.run(roomId, seq, JSON.stringify(NOTHING), first);
      count(row, Buffer.byteLength(first));
    },
    firstTextOf(roomId, seq) {
      const stored = storedFirst(roomId, seq);
      return stored === null ? undefined : (JSON.parse(stored) as string);
    },
    textsOf: (roomId, seqs) =>
      seqs.flatMap(seq => {
        const row = findRow.one(roomId, seq);
        const entry = row === undefined ? undefined : roomLog.toEntry(row);
        return entry !== undefined && 'text' in entry ? [{text: entry.text, atMs: entry.sentAtMs}] : [];
      }),
    answersOf(roomId, seq) {
      if (findRow.one(roomId, seq) === undefined) throw new ChatError('message-not-found');
      const stored = findKept.one(roomId, seq);
      return stored === undefined ? [] : ((JSON.parse(stored.data) as Kept).answers ?? []);
    },
    entriesAt: (roomId, seqs) => seqs.flatMap(seq => findRow.one(roomId, seq) ?? []).map(row => roomLog.toEntry(row)),
    shown(roomId, userId, entries) {
      const [first, last] = [entries[0]?.seq, entries.at(-1)?.seq];
      if (first === undefined || last === undefined) return [...entries];
      const rows = keptBetween.all(roomId, first, last);
      if (rows.length === 0) return [...entries];
      const keptBySeq = new Map(rows.map(({seq, data}) => [seq, JSON.parse(data) as Kept]));
      const hasReactions = [...keptBySeq.values()].some(({became}) => became.reactions !== undefined);
      const own = hasReactions ? reactionsBetween.all(userId, roomId, first, last) : [];
      const mine = new Set(own.map(({seq, emoji}) => `${seq} ${emoji}`));
      const name = names.nameOf(userId);
      return entries.map(entry => {
        const kept = keptBySeq.get(entry.seq);
        return kept === undefined
          ? entry
          : {...entry, became: toldTo(name, kept, emoji => mine.has(`${entry.seq} ${emoji}`))};
      });
    },
  };
}

/** @throws message-unchangeable */
export function requireMessageOrFile({entry}: Pick<Found, 'entry'>): void {
  if (!isMessageOrFile(entry)) throw new ChatError('message-unchangeable');
}

/** As JSON, because some releases of Node cut a text at its first NUL. */
const storedText = (text: string): string => JSON.stringify(text);

function bodyOf(entry: Entry): EntryBody {
  const {seq: _seq, sender: _sender, sentAtMs: _sentAtMs, became: _became, ...body} = entry;
  // Without these fields, an entry is a body of its kind.
  return body as EntryBody;
}

function toldTo(name: string, {became, mentioned = []}: Kept, isMine: (emoji: string) => boolean): Became {
  const mentionedAtSeq = mentioned.find(([one]) => one === name)?.[1];
  return {
    ...became,
    ...(became.reactions !== undefined && {
      reactions: became.reactions.map(one => ({...one, isMine: isMine(one.emoji)})),
    }),
    ...(mentionedAtSeq !== undefined && {mentionedAtSeq}),
  };
}
