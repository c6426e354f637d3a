/** Epochs of encrypted conversations and the boxes with their keys; membership is what the members have signed. */
import {ChatError} from '../../../../shared/errors.ts';
import {HOUR_MS} from '../../../../shared/limits.ts';
import {type AccountState, recipientsOf} from '../../../../shared/sealed/accountChain.ts';
import {toText} from '../../../../shared/sealed/primitives/bytes.ts';
import {readLeave} from '../../../../shared/sealed/consent.ts';
import {memberOf, verifyStatement} from '../../../../shared/sealed/membership.ts';
import {readStatement, type ReadStatement} from '../../../../shared/sealed/statement.ts';
import type {SealedStore} from '../../../storeContract/sealed.ts';
import type {Committed} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Heads} from '../heads.ts';
import type {Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import type {Chains} from './accountLinks.ts';

interface EpochRow {
  n: number;
  seq: number;
  statement: Uint8Array;
}

/** Called inside a transaction. */
export interface Epochs {
  /** The current epoch. */
  lastOf(roomId: number): Held | undefined;
  forget(): void;
}

/** An epoch with its members' accounts. */
interface Held {
  statement: ReadStatement;
  /** Seq of the epoch's entry. */
  seq: number;
  members: readonly {userId: number; accountN: number}[];
  /** Some members have left the room since. */
  isShort: boolean;
  peopleVersion: number;
}

/** Number of rooms with a cached epoch. */
const KNOWN_MAX = 10_000;
/**
 * Maximum epochs per person and conversation per hour, because every device of every member verifies each one; counted among the
 * newest.
 */
const EPOCHS_PER_HOUR_MAX = 60;
const RECENT_MAX = 400;
/** Maximum newest entries searched for members who have left; clients write fewer under one epoch. */
const LOOKED_THROUGH_MAX = 20_000;

type Stored = Pick<SealedStore<Committed>, 'epochAdd' | 'epochList' | 'boxAdd' | 'boxList' | 'sealedPartners'>;

/** First 22 characters of the hash, so that repeating a statement repeats the entry id. */
const entryIdOf = ({hash}: ReadStatement): string => toText(hash.subarray(0, 16));

export function openEpochs(
  {database, commits, roomLog, rights}: Pick<Sqlite, 'database' | 'commits'> & {roomLog: RoomLog; rights: Rights},
  chains: Chains,
  heads: Heads,
): {stored: Stored; epochs: Epochs} {
  const last = query<EpochRow, [number]>(
    database,
    'SELECT n, seq, statement FROM epochs WHERE room_id = ? ORDER BY n DESC LIMIT 1',
  );
  const page = query<EpochRow, [number, number, number]>(
    database,
    'SELECT n, seq, statement FROM epochs WHERE room_id = ? AND n > ? ORDER BY n LIMIT +?',
  );
  const findPeople = query<{user_id: number; name: string}, [number, number]>(
    database,
    `SELECT user_id, accounts.name FROM directs JOIN accounts ON user_id IN (low_user_id, high_user_id) WHERE room_id = ?
      UNION ALL SELECT user_id, accounts.name FROM group_people JOIN accounts USING (user_id) WHERE room_id = ?`,
  );
  const findMembers = query<{user_id: number; name: string}, [number, number]>(
    database,
    `SELECT user_id, accounts.name FROM members JOIN accounts USING (user_id) WHERE room_id = ?
      UNION ALL SELECT user_id, accounts.name FROM invites JOIN accounts USING (user_id) WHERE room_id = ?`,
  );
  const findKind = query<{kind: string}, [number]>(database, 'SELECT kind FROM rooms WHERE room_id = ?');
  const partnersOf = query<{user_id: number}, [number, number, number, number, number]>(
    database,
    `SELECT CASE WHEN low_user_id = ? THEN high_user_id ELSE low_user_id END AS user_id
      FROM directs JOIN rooms USING (room_id) WHERE conv IS NOT NULL AND (low_user_id = ? OR high_user_id = ?)
      UNION SELECT others.user_id FROM group_people AS mine JOIN group_people AS others USING (room_id)
        JOIN rooms USING (room_id) WHERE mine.user_id = ? AND conv IS NOT NULL
      UNION SELECT others.user_id FROM members AS mine JOIN members AS others USING (room_id)
        JOIN rooms USING (room_id) WHERE mine.user_id = ? AND kind = 'private' AND conv IS NOT NULL`,
  );
  const findPair = query<{room_id: number}, [number]>(database, 'SELECT room_id FROM directs WHERE room_id = ?');
  /**
   * People of a conversation: both, the participants of a group, or the members and invited people of a private room; none for a
   * public room.
   */
  const peopleOf = (roomId: number) => {
    const kind = findKind.one(roomId)?.kind;
    if (kind === 'private') return findMembers.all(roomId, roomId);
    return kind === 'direct' ? findPeople.all(roomId, roomId) : [];
  };
  const findUser = query<{user_id: number}, [string]>(database, 'SELECT user_id FROM accounts WHERE name = ?');
  const insert = database.statement('INSERT INTO epochs (room_id, n, seq, statement) VALUES (?, ?, ?, ?)');
  // Clears topic and description, which are encrypted by the members from now on.
  const seal = database.statement("UPDATE rooms SET conv = ?, topic = '', description = '' WHERE room_id = ?");
  const insertBox = database.statement('INSERT OR IGNORE INTO boxes (recipient, room_id, n, box) VALUES (?, ?, ?, ?)');
  const replaceBox = database.statement(
    'INSERT OR REPLACE INTO boxes (recipient, room_id, n, box) VALUES (?, ?, ?, ?)',
  );
  const boxes = query<{room_id: number; n: number; box: Uint8Array}, [string, number, number, number]>(
    database,
    `SELECT room_id, n, box FROM boxes WHERE recipient = ? AND (room_id, n) > (?, ?) ORDER BY room_id, n LIMIT +?`,
  );

  const recent = query<{count: number}, [number, number, number]>(
    database,
    `SELECT count(*) AS count FROM (SELECT room_id, seq FROM epochs WHERE room_id = ? ORDER BY n DESC LIMIT ${RECENT_MAX})
      JOIN entries USING (room_id, seq) WHERE sender_id = ? AND sent_at_ms > ?`,
  );

  const findGoing = query<{sender_id: number; kind: string; data: string | null}, [number, number]>(
    database,
    "SELECT sender_id, kind, data FROM entries WHERE room_id = ? AND seq > ? AND kind IN ('left', 'memberRemoved')",
  );

  const statesOf = (name: string): readonly AccountState[] => {
    const userId = findUser.one(name)?.user_id;
    return userId === undefined ? [] : chains.of(userId);
  };
  const known = new Map<number, Held>();
  const lastOf = (roomId: number): Held | undefined => {
    const remembered = known.get(roomId);
    const peopleVersion = heads.of(roomId)?.peopleVersion ?? 0;
    if (remembered?.peopleVersion === peopleVersion) return remembered;
    const row = last.one(roomId);
    if (row === undefined) return undefined;
    const statement = readStatement(Buffer.from(row.statement));
    const members = statement.members.flatMap(({name, accountN}) => {
      const userId = findUser.one(name)?.user_id;
      return userId === undefined ? [] : [{userId, accountN}];
    });
    if (known.size >= KNOWN_MAX) known.clear();
    const people = new Set(peopleOf(roomId).map(one => one.user_id));
    const isShort = members.length < statement.members.length || members.some(({userId}) => !people.has(userId));
    const held = {statement, seq: row.seq, members, isShort, peopleVersion};
    known.set(roomId, held);
    return held;
  };

  /** Requires the right to encrypt a private room. Notes cannot be encrypted, because the server writes reminders there. */
  function requireSealable(roomId: number, userId: number): void {
    const kind = findKind.one(roomId)?.kind;
    if (kind === 'private') rights.requireRoom(roomId, userId, 'encrypt');
    else if (peopleOf(roomId).length === 1) throw new ChatError('not-genuine', 'room');
  }
  /**
   * Except between two people, everybody in the statement must have been let in as a member or by an invite. A deleted account is
   * absent too, because its keys cannot be verified any more.
   */
  function requirePresent({members, kind}: ReadStatement, roomId: number): void {
    const people = new Set(peopleOf(roomId).map(({name}) => name));
    const absent = members.map(({name}) => name).filter(name => !people.has(name));
    if (kind === 'room' && people.size > 0 && absent.length > 0)
      throw new ChatError('epoch-people', absent.map(name => `@${name}`).join(' '));
  }
  /**
   * Members must not be dropped on the server's word alone: only those who have left since the last epoch, or have restarted
   * their keys.
   */
  function requireGone({statement: before, seq}: Held, next: ReadStatement, roomId: number): void {
    const claimed = new Set(next.serverLeft);
    const signed = new Set(next.leaves.map(leave => readLeave(leave).name));
    const idOf = new Map(peopleOf(roomId).map(one => [one.name, one.user_id]));
    const isOut = (name: string) => claimed.has(name) && !signed.has(name) && memberOf(next, name) === undefined;
    const here = before.members.filter(({name, accountN, accountHead}) => {
      const userId = idOf.get(name);
      if (userId === undefined || !isOut(name)) return false;
      const states = chains.of(userId);
      const stated = states[accountN];
      return stated?.head.equals(accountHead) === true && stated.era === states.at(-1)?.era;
    });
    if (here.length === 0) return;
    const fromSeq = Math.max(seq, (heads.of(roomId)?.lastSeq ?? 0) - LOOKED_THROUGH_MAX);
    const left = new Set<unknown>();
    for (const {sender_id: userId, kind, data} of findGoing.all(roomId, fromSeq))
      left.add(kind === 'left' ? userId : (JSON.parse(data ?? '{}') as {target?: string}).target);
    const wrong = here.map(({name}) => name).filter(name => !left.has(name) && !left.has(idOf.get(name)));
    // The caller learns of the change and creates the epoch again.
    if (wrong.length > 0) throw new ChatError('epoch-taken', wrong.map(name => `@${name}`).join(' '));
  }
  /** Checks that the statement lists the people of the conversation with their current devices. */
  function requirePeople({members, kind}: ReadStatement, roomId: number): void {
    if (kind !== (findPair.one(roomId) === undefined ? 'room' : 'direct')) throw new ChatError('not-genuine', 'type');
    const people = new Set(peopleOf(roomId).map(({name}) => name));
    const stated = members.map(({name}) => name);
    if (people.size === 0) throw new ChatError('not-genuine', 'room');
    const absent = stated.filter(name => !people.has(name));
    if (absent.length > 0 || (kind === 'direct' && people.size !== stated.length))
      throw new ChatError('not-genuine', 'members');
    for (const {name, accountN} of members) {
      if (accountN !== statesOf(name).length - 1) throw new ChatError('chain-taken');
    }
  }

  return {
    epochs: {lastOf, forget: () => known.clear()},
    stored: {
      sealedPartners: async userId => partnersOf.all(userId, userId, userId, userId, userId).map(row => row.user_id),
      epochAdd: ({roomId, userId, statement, boxes: made, atMs}) =>
        commits.writeWhole(() => {
          roomLog.requireMember(roomId, userId);
          const read = readStatement(statement);
          const first = roomLog.find(roomId, userId, entryIdOf(read));
          if (first !== undefined) return first;
          const held = lastOf(roomId);
          const before = held?.statement;
          if (before === undefined) requireSealable(roomId, userId);
          if (before !== undefined && read.n <= before.n) throw new ChatError('epoch-taken');
          if ((recent.one(roomId, userId, atMs - HOUR_MS)?.count ?? 0) >= EPOCHS_PER_HOUR_MAX)
            throw new ChatError('too-many-requests', String(HOUR_MS / 1_000));
          requirePresent(read, roomId);
          const accounts = (name: string, n: number) => statesOf(name)[n];
          const next = verifyStatement(before, statement, {accounts, serverId: chains.serverId});
          requirePeople(next, roomId);
          if (held !== undefined) requireGone(held, next, roomId);
          const wanted = next.members.flatMap(({name, accountN}) => {
            const state = statesOf(name)[accountN];
            return state === undefined ? [] : recipientsOf(state).map(({id}) => id);
          });
          const given = made.map(({recipient}) => recipient);
          if (given.toSorted().join() !== wanted.toSorted().join()) throw new ChatError('not-genuine', 'boxes');
          if (before === undefined) {
            seal.run(next.conv, roomId);
            heads.sealed(roomId);
          }
          const body = {kind: 'epoch' as const, id: entryIdOf(next), text: toText(statement)};
          const committed = roomLog.appendByMember({roomId, userId, body, atMs});
          insert.run(roomId, next.n, committed.entry.seq, statement);
          known.delete(roomId);
          for (const {recipient, box} of made) insertBox.run(recipient, roomId, next.n, box);
          return committed;
        }),
      async epochList({roomId, userId, afterN, limit}) {
        roomLog.requireMember(roomId, userId);
        return page.all(roomId, afterN, limit).map(({seq, statement}) => ({seq, statement: Buffer.from(statement)}));
      },
      boxAdd: ({userId, boxes: made}) =>
        commits.writeWhole(() => {
          const own = chains.of(userId).at(-1);
          const isOwn = new Set(own === undefined ? [] : recipientsOf(own).map(({id}) => id));
          const recipientsIn = new Map<number, ReadonlySet<string>>();
          const recipientsInRoom = (roomId: number): ReadonlySet<string> => {
            const found = recipientsIn.get(roomId);
            if (found !== undefined) return found;
            roomLog.requireMember(roomId, userId);
            const states = peopleOf(roomId).flatMap(one => chains.of(one.user_id).at(-1) ?? []);
            const ids = new Set(states.flatMap(recipientsOf).map(({id}) => id));
            recipientsIn.set(roomId, ids);
            return ids;
          };
          for (const {roomId, n, recipient, box} of made) {
            if (!recipientsInRoom(roomId).has(recipient)) throw new ChatError('device-unknown');
            if (n > (lastOf(roomId)?.statement.n ?? -1)) throw new ChatError('not-genuine', 'epoch');
            // A box of one's own device is replaced, because one supplied by others may contain no valid key.
            (isOwn.has(recipient) ? replaceBox : insertBox).run(recipient, roomId, n, box);
          }
        }),
      async boxList({userId, recipient, after, limit}) {
        const own = chains.of(userId).at(-1);
        if (own === undefined || !recipientsOf(own).some(({id}) => id === recipient))
          throw new ChatError('device-unknown');
        return boxes
          .all(recipient, after.roomId, after.n, limit)
          .map(({room_id: roomId, n, box}) => ({roomId, n, recipient, box: Buffer.from(box)}));
      },
    },
  };
}
