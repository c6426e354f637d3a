/** Fills a data folder with accounts, logins and rooms through the real store, without hashing a thousand passwords. */
import {createHash, randomBytes} from 'node:crypto';
import {newId} from '../../src/cli/shell.ts';
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import type {LoadClient} from '../load/plan.ts';
import {inRooms, roomName, type People} from '../server.ts';

/** The clients as `protocols/chatTui.ts` wants them. */
export async function seed(dataDir: string, people: People): Promise<LoadClient[]> {
  const store = await openSqliteStore({dataDir, now: Date.now, newId});
  const atMs = Date.now();
  const logins = await Promise.all(
    Array.from({length: people.count}, async (_, index) => {
      const account = {name: `user${index}`, displayName: '', passwordHash: 'none', isOwner: index === 0, atMs};
      const {userId} = await store.accountCreate(account);
      const token = `ct_${randomBytes(32).toString('base64url')}`;
      const tokenHash = createHash('sha256').update(token).digest();
      await store.sessionCreate({tokenHash, userId, deviceName: 'bench', createdAtMs: atMs, lastUsedAtMs: atMs});
      return {userId, token};
    }),
  );
  const roomIds = await Promise.all(
    Array.from({length: people.rooms}, (_, room) => {
      const {userId} = logins[room]!;
      return store.roomCreate({name: roomName(room), kind: 'public', topic: '', userId, entryId: newId(), atMs});
    }),
  );
  const clients = inRooms(people, (index, room) => [logins[index]!.token, String(roomIds[room] ?? 0), roomName(room)]);
  if (people.areInside && people.rooms > 0) {
    await Promise.all(
      clients.map(({room}, index) =>
        store.roomJoin({roomId: roomIds[room]!, userId: logins[index]!.userId, entryId: newId(), atMs}),
      ),
    );
  }
  await store.close();
  return clients;
}
