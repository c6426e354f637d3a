/** Pinned messages of a room and starred messages of a person. */
import {ChatError} from '../../../../shared/errors.ts';
import {FIXED_LIMITS} from '../../../../shared/limits.ts';
import type {Store} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import {ENTRY_COLUMNS, type EntryRow} from '../entryRow.ts';
import {requirePin, type Rights} from '../access/rights.ts';
import type {RoomLog} from '../roomLog.ts';
import type {Sqlite} from '../sqlite.ts';
import type {MessageChanges} from './messageChanges.ts';
import {requireMessageOrFile} from './targets.ts';

type Pins = Pick<Store, 'pinSet' | 'pinList' | 'starSet' | 'starList'>;

export function openPins(
  {database, commits, roomLog, rights}: Sqlite & {roomLog: RoomLog; rights: Rights},
  messageChanges: MessageChanges,
): Pins {
  const {targets} = messageChanges;
  const countPins = query<{count: number}, [number]>(database, 'SELECT count(*) AS count FROM pins WHERE room_id = ?');
  const listPins = query<EntryRow & {pinned_seq: number}, [number]>(
    database,
    `SELECT pinned_seq, ${columnsOf('entries')} FROM pins JOIN entries USING (room_id, seq) WHERE pins.room_id = ?`,
  );
  const pin = database.statement('INSERT OR REPLACE INTO pins (room_id, pinned_seq, seq) VALUES (?, ?, ?)');
  const unpin = database.statement('DELETE FROM pins WHERE room_id = ? AND seq = ?');
  const countStars = query<{count: number}, [number]>(
    database,
    'SELECT count(*) AS count FROM stars WHERE user_id = ?',
  );
  const star = database.statement('INSERT OR IGNORE INTO stars (user_id, room_id, seq) VALUES (?, ?, ?)');
  const unstar = database.statement('DELETE FROM stars WHERE user_id = ? AND room_id = ? AND seq = ?');
  // Stars in rooms that the person has left are hidden until they return.
  const listStars = query<EntryRow & {position: number}, [number, number, number]>(
    database,
    `SELECT position, ${columnsOf('entries')} FROM stars JOIN members USING (user_id, room_id) JOIN entries USING (room_id, seq)
      WHERE stars.user_id = ? AND position < ? ORDER BY position DESC LIMIT +?`,
  );

  return {
    pinSet: ({isOn, ...change}) =>
      messageChanges.perform(
        change,
        ({entry, row: {seq}, kept: {became}}) => {
          const {roomId, userId, entryId, atMs} = change;
          requirePin(rights, roomId, userId);
          requireMessageOrFile({entry});
          if ((became.pinnedBy !== undefined) === isOn) return undefined;
          const count = countPins.one(roomId)?.count ?? 0;
          if (isOn && count >= FIXED_LIMITS.pinsMax) throw new ChatError('pins-full', String(FIXED_LIMITS.pinsMax));
          const body = {kind: 'pinned' as const, id: entryId, of: seq, isOn};
          if (isOn) roomLog.requireSpace({roomId, userId, body, atMs});
          return body;
        },
        (found, {roomId, entry}) => {
          targets.change(found, entry);
          if (isOn) pin.run(roomId, entry.seq, found.row.seq);
          else unpin.run(roomId, found.row.seq);
        },
      ),
    async pinList({roomId, userId}) {
      roomLog.requireMember(roomId, userId);
      const rows = listPins.all(roomId).toSorted((one, other) => other.pinned_seq - one.pinned_seq);
      return rows.flatMap(row => targets.shown(roomId, userId, [roomLog.toEntry(row)]));
    },
    starSet: ({roomId, userId, seq, isOn}) =>
      commits.write(() => {
        roomLog.requireMember(roomId, userId);
        if (!isOn) return void unstar.run(userId, roomId, seq);
        targets.find(roomId, seq);
        if ((countStars.one(userId)?.count ?? 0) >= FIXED_LIMITS.starsMax)
          throw new ChatError('stars-full', String(FIXED_LIMITS.starsMax));
        return void star.run(userId, roomId, seq);
      }),
    starList: async ({userId, before = Number.MAX_SAFE_INTEGER, limit}) =>
      listStars.all(userId, before, limit).flatMap(row => {
        const [entry] = targets.shown(row.room_id, userId, [roomLog.toEntry(row)]);
        return entry === undefined ? [] : [{position: row.position, roomId: row.room_id, entry}];
      }),
  };
}

const columnsOf = (table: string): string =>
  ENTRY_COLUMNS.split(', ')
    .map(column => `${table}.${column} AS ${column}`)
    .join(', ');
