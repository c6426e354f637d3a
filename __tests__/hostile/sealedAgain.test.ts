/**
 * A room that was stopped because of what the server showed: it goes on once that is right again, whoever asks, and not before.
 */
import {describe, expect, test} from '@jest/globals';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {createRoom, invite, joinRoom} from '../../src/client/actions/room.ts';
import {
  aliceAndBob,
  approvedElsewhere,
  enter,
  person,
  secretsOf,
  withoutOthers,
} from '../client/support/sealedMembers.ts';
import {memberAgain, type Member} from '../client/support/member.ts';
import {sealedPerson} from '../support/keys/sealedPeople.ts';
import {world, type World} from '../support/world.ts';

function inDatabase<Result>({dataDir}: World, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(dataDir, 'chat.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const again = (on: World, one: Member, options = {}): Promise<Member> =>
  memberAgain(on.url, one, {secretPlace: secretsOf(one.name), ...options});

async function garden(on: World) {
  const [alice, bob] = [await person(on, 'alice'), await person(on, 'bob')];
  const {roomId} = await createRoom(alice.client, {name: 'garden', isPrivate: true});
  await invite(alice.client, roomId, ['bob']);
  await joinRoom(bob.client, 'garden');
  for (const one of [alice, bob]) enter(one, roomId);
  await sendAndWait(alice.client, roomId, {text: 'hello'});
  await bob.sees('it', () => bob.texts(roomId).includes('hello'));
  return {alice, bob, roomId};
}

/** The links of an account, and those of somebody else in their place. */
function otherLinks(on: World, name: string) {
  const [link] = sealedPerson(name).links;
  const rows = inDatabase(on, database => {
    const userId = database.prepare('SELECT user_id FROM accounts WHERE name = ?').get(name)!['user_id']!;
    return database.prepare('SELECT * FROM account_links WHERE user_id = ? ORDER BY n').all(userId);
  });
  const put = (linkOf: (at: number) => unknown) =>
    inDatabase(on, database => {
      database.prepare('DELETE FROM account_links WHERE user_id = ?').run(rows[0]!['user_id']!);
      for (const [at, row] of rows.entries()) {
        const values = Object.entries(row).map(([column, value]) => (column === 'link' ? linkOf(at) : value));
        const places = values.map(() => '?').join(', ');
        database.prepare(`INSERT INTO account_links VALUES (${places})`).run(...(values as string[]));
      }
    });
  return {forge: () => put(() => link), putRight: () => put(at => rows[at]!['link'])};
}

describe('B34 a stopped room, once more', () => {
  test('goes on when the server is right again, also for who encrypts nothing new', async () => {
    const on = await world();
    const {alice, bob, roomId} = await garden(on);
    await alice.client.close();
    const hers = await again(on, alice);
    const {n, statement} = await withoutOthers(bob, roomId);
    inDatabase(on, database =>
      database.prepare('INSERT INTO epochs VALUES (?, ?, ?, ?)').run(roomId, n, 999, statement),
    );
    const lookAgain = (id: number) => hers.client.parts.keys.lookAgain(id);
    expect((await lookAgain(roomId))?.code).toBe('statement-refused');
    expect((await lookAgain(roomId))?.code).toBe('statement-refused');
    inDatabase(on, database => database.prepare('DELETE FROM epochs WHERE room_id = ? AND n = ?').run(roomId, n));
    expect(await lookAgain(roomId)).toBeUndefined();
    await sendAndWait(hers.client, roomId, {text: 'said again'});
    await bob.sees('it', () => bob.texts(roomId).includes('said again'));
  });

  for (const kind of ['private', 'direct'] as const)
    test(`a chain that is forked stops a ${kind} room until it is the same again`, async () => {
      const on = await world();
      const {alice, bob, roomId} = kind === 'private' ? await garden(on) : await aliceAndBob(on);
      await bob.client.close();
      const {first, other: laptop, state} = await approvedElsewhere(on, alice, 'laptop');
      await first.conversations.shareWith(state);
      await laptop.sees('the room', one => one.roomById[roomId]);
      await sendAndWait(laptop.client, roomId, {text: 'from the laptop'});
      await laptop.client.close();
      const {forge, putRight} = otherLinks(on, 'alice');
      await alice.client.close();
      forge();
      await on.restart();
      const one = await again(on, bob, {encryptsNew: true});
      await one.sees('that it is stopped', () => one.room(roomId).lock?.problem?.code === 'chain-forked');
      enter(one, roomId);
      expect((await one.client.parts.keys.lookAgain(roomId))?.code).toBe('chain-forked');
      expect(one.room(roomId).lock?.problem?.code).toBe('chain-forked');
      await expect(sendAndWait(one.client, roomId, {text: 'not said'})).rejects.toMatchObject({code: 'chain-forked'});
      putRight();
      await on.restart();
      await one.sees('the server again', ({connection}) => connection.status === 'online');
      expect(await one.client.parts.keys.lookAgain(roomId)).toBeUndefined();
      await sendAndWait(one.client, roomId, {text: 'said again'});
    });
});
