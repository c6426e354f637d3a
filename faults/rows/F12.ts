/** F12: the same message arrives many times at once, over two connections. */
import {openRaw, type RawClient} from '../people/raw.ts';
import type {Row} from '../row.ts';
import {newId} from '../../src/cli/shell.ts';
import {openStand} from '../stand.ts';

const TIMES = 100;

export const F12: Row = {
  name: 'F12',
  fault: 'duplicate sends',
  injection: `the same message ${TIMES} × at once over 2 connections of one person`,
  wanted: `1 row; ${TIMES} answers with the same place`,
  runs: {full: 200, short: 5},
  async run(job) {
    const stand = await openStand(job, {shape: {people: 2, rooms: 1, directs: 0}});
    const {name, token} = stand.seeded.people[0]!;
    const lines: [RawClient, RawClient] = [
      await openRaw(stand.proxy.url, token),
      await openRaw(stand.proxy.url, token),
    ];
    job.onClose(() => lines.forEach(line => line.close()));
    const violations: string[] = [];
    for (let run = 0; run < job.runs; run++) {
      const message = {
        roomId: stand.seeded.roomIds[run % 2]!,
        clientMsgId: newId(),
        kind: 'message' as const,
        text: newId(),
      };
      stand.ledger.attempts.push({...message, sender: name});
      const answers = await Promise.all(
        Array.from({length: TIMES}, (_, index) => lines[index % 2]!.ask('messageSend', message)),
      );
      const places = new Set(answers.map(answer => (answer.ok ? answer.data.seq : answer.error.code)));
      if (places.size !== 1) violations.push(`answers differ: ${[...places].join(', ')}`);
      for (const place of places) {
        if (typeof place === 'number') stand.ledger.acknowledgements.push({...message, sender: name, seq: place});
        else violations.push(`refused: ${place}`);
      }
    }
    violations.push(...(await stand.judge({inStepMs: 10_000})).violations);
    const figure = `${violations.length} bad; ${stand.ledger.attempts.length} rows for ${job.runs * TIMES} sends`;
    return {figure, violations};
  },
};
