/** A data folder with people, rooms and conversations, made through the real store without hashing passwords. */
import {createHash, randomBytes} from 'node:crypto';
import {newId} from '../src/cli/shell.ts';
import {DEFAULT_PASSWORD_COST, openPasswords} from '../src/server/door/passwords/passwords.ts';
import {openSqliteStore} from '../src/server/stores/sqlite.ts';
import {LOBBY} from '../src/shared/model.ts';

export interface Seeded {
  people: {name: string; token: string}[];
  /** Everybody is in all of these; the lobby is the first. */
  roomIds: number[];
  /** Conversations of the first people with the ones after them. */
  directs: {roomId: number; names: [string, string]}[];
}

export interface Shape {
  people: number;
  /** Besides the lobby. */
  rooms: number;
  directs: number;
  /** Of everybody; without one nobody can log in by password, and no time goes into hashing. */
  password?: string;
}

/** Workload W: 10 people who write and 5 who only read, 3 rooms, 5 conversations. */
export const FULL_SHAPE: Shape = {people: 15, rooms: 2, directs: 5};
export const SHORT_SHAPE: Shape = {people: 5, rooms: 2, directs: 2};

const ASKER = {line: '', isKnown: true, isGone: () => false};

export async function seed(dataDir: string, shape: Shape): Promise<Seeded> {
  const store = await openSqliteStore({dataDir, now: Date.now, newId});
  const atMs = Date.now();
  const {password} = shape;
  const passwordHash =
    password === undefined ? 'none' : await openPasswords(DEFAULT_PASSWORD_COST).hash(password, ASKER);
  const people = await Promise.all(
    Array.from({length: shape.people}, async (_, index) => {
      const name = `person${index}`;
      const {userId} = await store.accountCreate({name, displayName: name, passwordHash, isOwner: index === 0, atMs});
      const token = `ct_${randomBytes(32).toString('base64url')}`;
      const tokenHash = createHash('sha256').update(token).digest();
      await store.sessionCreate({tokenHash, userId, deviceName: 'faults', createdAtMs: atMs, lastUsedAtMs: atMs});
      return {name, token, userId};
    }),
  );
  const roomIds: number[] = [LOBBY.roomId];
  for (let index = 0; index < shape.rooms; index++) {
    const {userId} = people[0]!;
    const name = `room${index}`;
    const roomId = await store.roomCreate({name, kind: 'public', topic: '', userId, entryId: newId(), atMs});
    await Promise.all(people.map(one => store.roomJoin({roomId, userId: one.userId, entryId: newId(), atMs})));
    roomIds.push(roomId);
  }
  const directs = await Promise.all(
    Array.from({length: shape.directs}, async (_, index) => {
      const [one, other] = [people[index]!, people[(index + shape.directs) % shape.people]!];
      const pair = {userId: one.userId, partnerId: other.userId};
      const {roomId} = await store.directOpen({...pair, entryId: newId(), atMs});
      // Who has not opened it is in it only once something is said.
      await store.directOpen({userId: other.userId, partnerId: one.userId, entryId: newId(), atMs});
      return {roomId, names: [one.name, other.name] as [string, string]};
    }),
  );
  await store.close();
  return {people, roomIds, directs};
}
