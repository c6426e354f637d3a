/** Fills a data folder with accounts, logins and rooms through the real store, so that no time goes into hashing a thousand passwords. */
import {createHash, randomBytes} from 'node:crypto';
import {openSqliteStore} from '../src/server/stores/sqlite.ts';

export interface Seeded {
  /** One per account, in order; `roomId` is the one room they were put into. */
  clients: {name: string; token: string; roomId: number}[];
}

const entryId = () => randomBytes(16).toString('base64url');

/** `rooms` rooms with `people / rooms` members each. */
export async function seed(dataDir: string, people: number, rooms: number): Promise<Seeded> {
  const store = await openSqliteStore({dataDir, now: Date.now, newId: entryId});
  const accounts = await Promise.all(
    Array.from({length: people}, (_, index) =>
      store.accountCreate({name: `user${index}`, displayName: '', passwordHash: 'none', atMs: Date.now()}),
    ),
  );
  const roomIds = await Promise.all(
    Array.from({length: rooms}, (_, index) =>
      store.roomCreate({
        name: `bench${index}`,
        kind: 'public',
        topic: '',
        userId: accounts[index]!.userId,
        entryId: entryId(),
        atMs: Date.now(),
      }),
    ),
  );
  const clients = await Promise.all(
    accounts.map(async (account, index) => {
      const roomId = roomIds[index % rooms]!;
      await store.roomJoin({roomId, userId: account.userId, entryId: entryId(), atMs: Date.now()});
      const token = `ct_${randomBytes(32).toString('base64url')}`;
      await store.sessionCreate({
        tokenHash: createHash('sha256').update(token).digest(),
        userId: account.userId,
        deviceName: 'bench',
        createdAtMs: Date.now(),
        lastUsedAtMs: Date.now(),
      });
      return {name: account.name, token, roomId};
    }),
  );
  await store.close();
  return {clients};
}
