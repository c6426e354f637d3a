/** Stored facts besides entries: the account, its rooms with counts, and up to which seq each room is known. */
import {SessionOpened} from '../../shared/protocol/session.ts';
import {Room} from '../../shared/model.ts';
import {markOf} from '../../shared/modelMark.ts';
import type {Database} from '../local/sqlite.ts';

/** The data of `sessionOpen`, with later changes. */
export type Overview = SessionOpened;

export interface KeptOverview {
  /** `undefined` when nothing is stored yet, or the stored data is invalid. */
  read(): Overview | undefined;
  write(overview: Omit<Overview, 'rooms'>): void;
  writeRoom(room: Room): void;
  removeRoom(roomId: number): void;
  /** Rooms of which anything is stored. */
  roomIds(): number[];
  /** Changes up to this seq are applied to the stored entries; `undefined` where none are stored or visible. */
  asOfSeq(roomId: number): number | undefined;
  /** Raises that seq to `seq`. */
  reachSeq(roomId: number, seq: number): void;
  fact(name: 'account' | 'generation' | 'overview'): string | undefined;
  setFact(name: 'account' | 'generation' | 'overview', value: string): void;
}

export function keptOverview(database: Database): KeptOverview {
  const asOf = database.prepare('SELECT as_of_seq FROM log WHERE room_id = ?');
  const reach = database.prepare(
    `INSERT INTO log (room_id, as_of_seq) VALUES (?, ?)
      ON CONFLICT (room_id) DO UPDATE SET as_of_seq = max(as_of_seq, excluded.as_of_seq)`,
  );
  const putRoom = database.prepare('INSERT OR REPLACE INTO room (room_id, data) VALUES (?, ?)');
  const fact = (name: string): string | undefined => {
    const value = database.prepare('SELECT value FROM fact WHERE name = ?').get(name)?.['value'];
    return typeof value === 'string' ? value : undefined;
  };
  const setFact = (name: string, value: string): void =>
    void database.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)').run(name, value);
  return {
    read() {
      const told = parsed(fact('overview'));
      if (told === undefined) return undefined;
      const rooms = database
        .prepare('SELECT data FROM room ORDER BY room_id')
        .all()
        .flatMap(row => {
          const room = readRoom(row['data']);
          return room === undefined ? [] : [room];
        });
      const overview = SessionOpened.safeParse({...told, rooms: []});
      return overview.success ? {...overview.data, rooms} : undefined;
    },
    write: overview => setFact('overview', JSON.stringify({...overview, rooms: []})),
    writeRoom: room => void putRoom.run(room.roomId, JSON.stringify({...room, model: MODEL})),
    removeRoom(roomId) {
      database.prepare('DELETE FROM room WHERE room_id = ?').run(roomId);
      database.prepare('DELETE FROM log WHERE room_id = ?').run(roomId);
    },
    roomIds: () =>
      database
        .prepare('SELECT room_id FROM room UNION SELECT room_id FROM log UNION SELECT room_id FROM entry')
        .all()
        .map(row => Number(row['room_id'])),
    asOfSeq(roomId) {
      const seq = asOf.get(roomId)?.['as_of_seq'];
      return typeof seq === 'number' ? seq : undefined;
    },
    reachSeq: (roomId, seq) => void reach.run(roomId, seq),
    fact,
    setFact,
  };
}

const MODEL = markOf(Room);

/**
 * Fully validated only if another version of the program wrote it: for 500 rooms that takes a tenth of the time to the first
 * frame.
 */
function readRoom(text: unknown): Room | undefined {
  const {model, ...room}: {model?: unknown} = parsed(text) ?? {};
  if (model === MODEL) return room as Room;
  const read = Room.safeParse(room);
  return read.success ? read.data : undefined;
}

function parsed(text: unknown): object | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
