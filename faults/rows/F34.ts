/** F34: the server is killed while people edit, delete and react to messages. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Ledger, StoredRoom} from '../../__tests__/support/machine/ledger.ts';
import {FAST_BACKOFF} from '../people/person.ts';
import type {Row} from '../row.ts';
import {openStand} from '../stand.ts';
import {pause} from '../waiting.ts';
import {startWorkload} from '../workload.ts';

const IN_STEP_MS_MAX = 10_000;
const WIPED_MS_MAX = 10_000;

/** All that was ever said in messages that are gone now, and that is found nowhere else. */
function deletedTexts({attempts}: Ledger, rooms: readonly StoredRoom[]): string[] {
  return rooms
    .flatMap(({roomId, entries}) => {
      const here = attempts.filter(one => one.roomId === roomId);
      const gone = entries.filter(({kind}) => kind === 'gone');
      return gone.flatMap(({seq, id, sender}) => [
        ...here.filter(one => one.clientMsgId === id && one.sender === sender),
        ...here.filter(({deed}) => deed?.kind === 'edit' && deed.seq === seq),
      ]);
    })
    .map(({text}) => text);
}

function foundOf(texts: readonly string[], dataDir: string): string[] {
  const files = readdirSync(dataDir).filter(name => name.startsWith('chat.db') && !name.includes('.schema-'));
  const bytes = Buffer.concat(files.map(name => readFileSync(join(dataDir, name))));
  return texts.filter(text => bytes.includes(text)).map(text => `‘${text}’ was deleted and is in the database`);
}

/** What was deleted is in no file of the database once the server runs again, whatever it was doing when it was killed. */
async function keptOf(texts: readonly string[], dataDir: string): Promise<string[]> {
  let kept = foundOf(texts, dataDir);
  for (let waitedMs = 0; kept.length > 0 && waitedMs < WIPED_MS_MAX; waitedMs += 100) {
    await pause(100);
    kept = foundOf(texts, dataDir);
  }
  return kept;
}

export const F34: Row = {
  name: 'F34',
  fault: 'the server is killed amid edits, deletions and reactions',
  injection: 'kill -9 at random moments while people, most of the time, edit, delete and react to what was said',
  wanted: '0 bad: each deed is done once, seen alike by all, and nothing of what was deleted is kept',
  runs: {full: 100, short: 3},
  async run(job) {
    const stand = await openStand(job, {backoff: FAST_BACKOFF});
    const work = startWorkload(job, stand, {perSecond: job.isShort ? 100 : 30, deeds: 0.8});
    for (let kill = 0; kill < job.runs; kill++) {
      await pause(50 + job.random() * (job.isShort ? 200 : 700));
      await stand.server().kill();
      await stand.restart();
      if (kill % 3 === 2) await Promise.all(stand.people.map(person => person.untilOnline(IN_STEP_MS_MAX)));
      job.note(`${kill + 1} kills, ${work.count()} messages and deeds`);
    }
    await work.stop();
    const {violations, inStepMs, entries} = await stand.judge({inStepMs: IN_STEP_MS_MAX});
    const texts = deletedTexts(stand.ledger, stand.stored());
    await stand.server().kill();
    await stand.restart();
    violations.push(...(await keptOf(texts, stand.dataDir)));
    const deeds = stand.ledger.attempts.filter(({deed}) => deed !== undefined).length;
    const figure =
      `${violations.length} bad of ${work.count()}, ${deeds} of them deeds, ${texts.length} texts deleted, ` +
      `${entries} entries; in step ${Math.round(inStepMs)} ms`;
    return {figure, violations};
  },
};
