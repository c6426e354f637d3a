/** F5b: the disk of a client is full; what was written is not lost. */
import {join} from 'node:path';
import {openSmallDisk} from '../../__tests__/support/machine/namespace.ts';
import {openPerson} from '../people/person.ts';
import type {Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand} from '../stand.ts';

export const F5b: Row = {
  name: 'F5b',
  fault: 'disk full, client',
  injection: 'outbox and history on a 2 MiB disk, filled to the last byte, freed later',
  wanted: 'each text goes out at once or is refused with a sentence; nothing is lost; no crash; goes on after freeing',
  needs: ['linux', 'tmpfs'],
  isInNamespace: true,
  runs: {full: 20, short: 2},
  async run(job) {
    const disk = openSmallDisk(join(job.folder, 'disk'), 2 * 1024 ** 2);
    job.onClose(() => disk.close());
    const stand = await openStand(job, {shape: {people: 2, rooms: 0, directs: 0}});
    const {name, token} = stand.seeded.people[0]!;
    await stand.people[0]!.close();
    const [roomId] = stand.seeded.roomIds as [number];
    const person = await openPerson({
      ledger: stand.ledger,
      url: stand.proxy.url,
      name,
      token,
      folder: disk.folder,
      roomIds: stand.seeded.roomIds,
      history: {messagesMax: 100, bytesMax: 256 * 1024},
    });
    job.onClose(() => person.close());
    stand.people[0] = person;
    const violations: string[] = [];
    for (let run = 0; run < job.runs; run++) {
      await person.write(roomId, `before ${newId()}`);
      await person.untilSent(job.patienceMs(10_000));
      disk.fill();
      const refusedBefore = person.refusals().length;
      // There may be room left in pages that the outbox has already.
      for (let tries = 0; tries < 50 && person.refusals().length === refusedBefore; tries++) {
        await person.write(roomId, `full ${newId()} `.padEnd(3_000, 'x'));
      }
      const sentence = person.refusals().at(-1);
      if (sentence !== undefined && !sentence.startsWith('Your disk does not take the message'))
        violations.push(`refused with: ${sentence}`);
      if ((await person.untilSent(job.patienceMs(10_000))) === undefined) violations.push('neither sent nor refused');
      disk.free();
      await person.write(roomId, `after ${newId()}`);
      if ((await person.untilSent(job.patienceMs(10_000))) === undefined)
        violations.push('does not go on after freeing');
      job.note(`full ${run + 1} times`);
    }
    if (person.client.history.count() === undefined) violations.push('what was seen before is not kept any more');
    const judged = await stand.judge({inStepMs: 10_000});
    violations.push(...judged.violations);
    return {
      figure: `${violations.length} bad of ${stand.ledger.attempts.length}; refused ${person.refusals().length}×`,
      violations,
    };
  },
};
