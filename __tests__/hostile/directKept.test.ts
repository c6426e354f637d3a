/** What the other side of a direct conversation says can be kept on this machine, and takes no more of it than is given to it. */
import {describe, expect, test} from '@jest/globals';
import {sendText} from '../../src/client/actions/messages/message.ts';
import {openKeptConversation} from '../../src/client/direct/keptConversation.ts';
import {newId} from '../../src/cli/shell.ts';
import {connected, ROOM} from '../client/support/direct.ts';
import {member, memberAgain, type Member} from '../client/support/member.ts';
import {world} from '../support/world.ts';

const MIB = 1024 ** 2;

async function keptBy({client, name}: Member, partner = '%') {
  const store = await client.local.open(name);
  try {
    const sql =
      'SELECT count(*) AS count, ifnull(sum(octet_length(text)), 0) AS bytes FROM direct_said WHERE partner LIKE ?';
    const row = store.database.prepare(sql).get(partner);
    return {count: Number(row?.['count']), bytes: Number(row?.['bytes'])};
  } finally {
    store.close();
  }
}

const said = (text: string, at = 0) => ({id: newId(), sender: 'eve', kind: 'message' as const, text, sentAtMs: at});

describe('B71 a hostile client that says more than is kept', () => {
  test('is forgotten from its beginning while it goes on, and the rest of the store has its place', async () => {
    const one = await world();
    const ann = await member(one.url, 'ann');
    const bob = await member(one.url, 'bob', {keepsDirect: true});
    await connected({ann, bob});
    const {session} = ann.client.parts.direct.conversation(ROOM);
    // 60,000 bytes, in fewer characters than a message may have.
    const text = '👨‍👩‍👧‍👦'.repeat(2_400);
    const last = newId();
    for (let count = 0; count < 100; count++) session.say({t: 'say', id: newId(), kind: 'message', text});
    session.say({t: 'say', id: last, kind: 'message', text: 'the last word'});
    await bob.sees('all of it', () => bob.room(ROOM).entries.some(({id}) => id === last));
    const {bytes} = await keptBy(bob);
    expect([bytes > 3 * MIB, bytes < 5.3 * MIB]).toEqual([true, true]);
    await bob.client.close();
    const again = await memberAgain(one.url, bob, {keepsDirect: true});
    const kept = await openKeptConversation(again.client, 'ann');
    expect(kept.before.at(-1)?.text).toBe('the last word');
    expect(kept.before.reduce((sum, one) => sum + one.text.length, 0)).toBeLessThanOrEqual(4 * MIB);
    kept.close();
    await one.server.close();
    await again.sees('that the server is gone', ({connection}) => connection.status !== 'online');
    await sendText(again.client, 1, 'kept for later');
    expect(again.room(1).pending.map(pending => pending.text)).toEqual(['kept for later']);
  });

  test('leaves no more than so many words of one person, and so much of all people together', async () => {
    const one = await world();
    const ann = await member(one.url, 'ann', {keepsDirect: true});
    const kept = await openKeptConversation(ann.client, 'eve');
    const store = await ann.client.local.open('ann');
    // One transaction, and not a commit for each word.
    store.database.exec('PRAGMA synchronous = OFF');
    for (let count = 0; count < 2_350; count++) kept.add(said('short', count));
    const {count} = await keptBy(ann, 'eve');
    expect([count >= 2_000, count <= 2_100]).toEqual([true, true]);
    kept.close();
    for (let person = 0; person < 10; person++) {
      const other = await openKeptConversation(ann.client, `eve${person}`);
      for (let words = 0; words < 63; words++) other.add(said('y'.repeat(64 * 1024)));
      other.close();
    }
    (await openKeptConversation(ann.client, 'bob')).close();
    store.close();
    expect((await keptBy(ann)).bytes).toBeLessThanOrEqual(32 * MIB);
    // What was said last is there.
    expect((await keptBy(ann, 'eve9')).count).toBe(63);
    expect((await keptBy(ann, 'eve')).count).toBe(0);
  });
});
