/** Two people who talk directly. */
import type {Pair} from '../transfersSupport.ts';

/** The first direct conversation of a client. */
export const ROOM = -1;

/** Ann asks, bob accepts; both have the room. */
export async function connected(made: Pick<Pair, 'ann' | 'bob'>) {
  const {ann, bob} = made;
  await ann.client.parts.direct.ask('bob');
  await bob.sees('the request', () => bob.client.parts.direct.list().asked.includes('ann'));
  await Promise.all([ann.client.parts.direct.opened('bob'), bob.client.parts.direct.ask('ann')]);
}
