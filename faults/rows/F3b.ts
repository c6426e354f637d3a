/** F3b: seen from outside the process, nothing is acknowledged or broadcast before it is synced. */
import type {Row} from '../row.ts';
import {readTrace, toldIn} from '../machine/trace.ts';
import {recordLoad} from './F3.ts';

export const F3b: Row = {
  name: 'F3b',
  fault: 'acknowledged before it is on the disk',
  injection: 'order of writes, syncs and sends recorded by strace under load',
  wanted: 'no send tells of an entry before the sync that follows its write',
  needs: ['linux', 'strace'],
  runs: {full: 1_000, short: 40},
  async run(job) {
    const {stand, output} = await recordLoad(job, job.runs);
    const violations: string[] = [];
    let unsynced: Buffer[] = [];
    let writes = 0;
    let syncs = 0;
    let acknowledgements = 0;
    const told = new Set<string>();
    for await (const step of readTrace(output)) {
      if (step.kind === 'write' && step.path.endsWith('-wal')) {
        unsynced.push(step.bytes);
        writes++;
      }
      if (step.kind === 'sync' && step.path.endsWith('-wal') && !step.hasFailed) {
        unsynced = [];
        syncs++;
      }
      if (step.kind !== 'send') continue;
      const {entries, ids, acknowledgements: more} = toldIn(step.bytes);
      acknowledgements += more;
      for (const id of ids) told.add(id);
      if (unsynced.length === 0 || (more === 0 && entries.length === 0)) continue;
      violations.push(
        `${more} acknowledgements and ${entries.length} entries went out with ${unsynced.length} writes not synced`,
      );
    }
    const attempts = stand.ledger.attempts.length;
    // Whoever was told of an entry does not wait for its acknowledgement: the last ones may still have been on their way.
    if (acknowledgements < attempts / 2)
      violations.push(`only ${acknowledgements} of ${attempts} acknowledgements were seen by strace`);
    // What was so already, or was refused, is no entry.
    const stored = new Set(stand.stored().flatMap(({entries}) => entries.map(({id}) => id)));
    const untold = stand.ledger.attempts.filter(({clientMsgId: id}) => stored.has(id) && !told.has(id)).length;
    if (untold > 0) violations.push(`${untold} entries were told to nobody`);
    const figure = `${violations.length} bad; ${acknowledgements} acknowledgements, ${writes} writes, ${syncs} syncs`;
    return {figure, violations, runs: attempts};
  },
};
