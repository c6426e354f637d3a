/** Two people whose files and conversations go directly between them, over a connection that can be cut. */
import {join} from 'node:path';
import {directProxy, type DirectProxy} from '../__tests__/support/machine/directProxy.ts';
import {FAST_BACKOFF, openPerson, type Person} from './people/person.ts';
import type {Job} from './row.ts';
import type {Stand} from './stand.ts';

export interface DirectPair {
  way: DirectProxy;
  roomId: number;
  sender: Person;
  receiver: Person;
}

/** A way that was cut is looked for again soon. */
export const FAST_WAITS = {againMs: 100, answerMs: 1_000, stalledMs: 3_000};

export async function openWay(job: Job, stand: Stand): Promise<DirectProxy> {
  const way = await directProxy(stand.proxy.url);
  job.onClose(() => way.close());
  return way;
}

/** The two of a conversation of the stand, each of whom shares their address with the other. */
export async function openDirectPair(job: Job, stand: Stand, index: number): Promise<DirectPair> {
  const way = await openWay(job, stand);
  const {roomId, names} = stand.seeded.directs[index]!;
  const people = names.map(async (name, side) => {
    const person = await openPerson({
      ledger: stand.ledger,
      url: way.url,
      name,
      token: stand.seeded.people.find(one => one.name === name)?.token ?? '',
      folder: join(job.folder, 'people'),
      roomIds: [roomId],
      backoff: FAST_BACKOFF,
      directWaits: FAST_WAITS,
    });
    job.onClose(() => person.close());
    await person.client.permissions.change(names[1 - side]!, {direct: 'always'});
    return person;
  });
  const [sender, receiver] = await Promise.all(people);
  return {way, roomId, sender: sender!, receiver: receiver!};
}
