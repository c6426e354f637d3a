/** F13: live events arrive reordered, twice, late, or not at all. */
import * as fc from 'fast-check';
import {isDeepStrictEqual} from 'node:util';
import {openEventStorm, type EventStorm, type Fate} from '../../__tests__/support/hostile/eventStorm.ts';
import {openPerson, type Person} from '../people/person.ts';
import {openRaw, type RawClient} from '../people/raw.ts';
import type {Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand, type Stand} from '../stand.ts';

const FILLED_MS_MAX = 1_000;

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.constantFrom<Fate[]>('pass', 'drop', 'double'),
  fc.record({lateBy: fc.integer({min: 1, max: 5})}),
);

export const F13: Row = {
  name: 'F13',
  fault: 'live events disordered',
  injection: 'events on the wire permuted, doubled, dropped, late (fast-check), then one that comes as it should',
  wanted: 'same state as a fresh sync; holes filled ≤ 1 s',
  runs: {full: 1_000, short: 20},
  async run(job) {
    const stand = await openStand(job, {shape: {people: 2, rooms: 1, directs: 0}, clients: 0});
    const [writing, reading] = stand.seeded.people as [Seed, Seed];
    const storm = await openEventStorm(stand.server().port);
    job.onClose(() => storm.close());
    const writer = await openRaw(stand.server().url, writing.token);
    job.onClose(() => writer.close());
    const {ledger, seeded} = stand;
    const reader = await openPerson({...reading, ledger, url: storm.url, folder: job.folder, roomIds: seeded.roomIds});
    job.onClose(() => reader.close());
    stand.people.push(reader);
    let slowestMs = 0;
    let cases = 0;
    const property = fc.asyncProperty(fc.array(fate, {minLength: 1, maxLength: 12}), async fates => {
      slowestMs = Math.max(slowestMs, await oneCase({stand, storm, writer, reader, fates}));
      job.note(`${++cases} cases`);
    });
    const checked = await fc.check(property, {numRuns: job.runs, seed: Math.floor(job.random() * 2 ** 31)});
    const violations = checked.failed
      ? [`${JSON.stringify(checked.counterexample)}: ${String(checked.errorInstance)}`]
      : [];
    violations.push(...(await stand.judge({inStepMs: 5_000})).violations);
    if (slowestMs > FILLED_MS_MAX)
      violations.push(...job.late(`a hole was filled only after ${Math.round(slowestMs)} ms`));
    const figure = `${violations.length} bad; slowest hole ${Math.round(slowestMs)} ms; ${ledger.attempts.length} events`;
    return {figure, violations, runs: cases};
  },
};

interface Seed {
  name: string;
  token: string;
}

interface Case {
  stand: Stand;
  storm: EventStorm;
  writer: RawClient;
  reader: Person;
  fates: readonly Fate[];
}

/** Returns how long it took after the last message to see everything. @throws when it is not the same in the end */
async function oneCase({stand, storm, writer, reader, fates}: Case): Promise<number> {
  const {ledger, seeded} = stand;
  const roomId = seeded.roomIds[1]!;
  const sender = seeded.people[0]!.name;
  storm.plan(fates);
  for (let count = 0; count <= fates.length; count++) {
    const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: newId()};
    ledger.attempts.push({...message, sender});
    const answer = await writer.ask('messageSend', message);
    if (!answer.ok) throw new Error(answer.error.code);
    ledger.acknowledgements.push({...message, sender, seq: answer.data.seq});
  }
  const tookMs = await reader.untilInStep(
    stand.stored().filter(room => room.roomId === roomId),
    5_000,
  );
  storm.release();
  if (tookMs === undefined) throw new Error('not in step after 20 s');
  const fresh = await writer.ask('entryList', {roomId, limit: 200});
  const shown = reader.client.getState().roomById[roomId]?.entries ?? [];
  if (!fresh.ok || !isDeepStrictEqual(fresh.data.entries.slice(-50), shown.slice(-50))) {
    throw new Error('what is shown is not what a fresh sync shows');
  }
  return tookMs;
}
