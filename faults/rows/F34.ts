/** F34: the server is killed while people edit, delete and react to what they have said. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {deleteMessage, editMessage, react} from '../../src/client/actions/deeds.ts';
import {heldEntries} from '../../src/client/state/room/pieces.ts';
import type {Entry} from '../../src/shared/entries/entry.ts';
import {newId} from '../../src/cli/newId.ts';
import {FAST_BACKOFF, type Person} from '../person.ts';
import type {Job, Row} from '../row.ts';
import {openStand, type Stand} from '../stand.ts';
import {pause} from '../waiting.ts';

const IN_STEP_MS_MAX = 10_000;
const WIPED_MS_MAX = 10_000;
const EMOJI = '🎉';
/** A message that nobody changes for the rest of the run is one in so many. */
const LEFT_ALONE = 4;

/** What somebody has done to a message of their own, and the client has kept; in this order. */
interface Said {
  by: Person;
  roomId: number;
  seq: number;
  /** All it has ever said. */
  texts: string[];
  isDeleted: boolean;
  isLiked: boolean;
}

/** One who writes, and then changes what stands there. */
async function act(job: Job, person: Person, roomId: number, all: Said[]): Promise<void> {
  const {client} = person;
  const own = all.filter(one => one.by === person && !one.isDeleted);
  const one = own[Math.floor(job.random() * own.length)];
  const what = job.random();
  if (one === undefined || what < 0.4) {
    const text = `said ${newId()}`;
    const {clientMsgId} = await client.parts.outgoing.write(roomId, {kind: 'message', text});
    const {seq} = await client.parts.outgoing.settled(clientMsgId);
    all.push({by: person, roomId, seq, texts: [text], isDeleted: false, isLiked: false});
  } else if (one.seq % LEFT_ALONE === 0) return;
  else if (what < 0.65 && one.texts.length < 50) {
    const text = `edited ${newId()}`;
    one.texts.push(text);
    await editMessage(client, one, text);
  } else if (what < 0.85) {
    one.isLiked = !one.isLiked;
    await react(client, one, {emoji: EMOJI, isOn: one.isLiked});
  } else {
    one.isDeleted = true;
    await deleteMessage(client, one);
  }
}

function shownBy(person: Person, roomId: number): Map<number, Entry> {
  const room = person.client.getState().roomById[roomId];
  return new Map((room === undefined ? [] : heldEntries(room)).map(entry => [entry.seq, entry]));
}

/** What everybody sees of each message, beside what was done to it. */
function wrongIn(stand: Stand, all: readonly Said[]): string[] {
  const wrong: string[] = [];
  for (const person of stand.people) {
    const rooms = new Map(stand.roomsOf(person.name).map(roomId => [roomId, shownBy(person, roomId)]));
    for (const {roomId, seq, texts, isDeleted, isLiked} of all) {
      const entry = rooms.get(roomId)?.get(seq);
      // Further up than what this client holds.
      if (entry === undefined) continue;
      const where = `${person.name}, room ${roomId}, message ${seq}`;
      if (isDeleted !== (entry.kind === 'gone')) wrong.push(`${where}: deleted ${isDeleted}, and is ${entry.kind}`);
      if (isDeleted || entry.kind !== 'message') continue;
      const {edited, reactions = []} = entry.became ?? {};
      if (entry.text !== texts.at(-1)) wrong.push(`${where}: says ${entry.text}, and not ${texts.at(-1)}`);
      if ((edited?.count ?? 0) !== texts.length - 1)
        wrong.push(`${where}: ${edited?.count ?? 0} edits of ${texts.length - 1}`);
      if (reactions.some(({emoji, count}) => emoji === EMOJI && count === 1) !== isLiked)
        wrong.push(`${where}: its reaction is not as it was given`);
    }
  }
  return wrong;
}

/** What was deleted is in no file of the database once the server runs again, whatever it was doing when it was killed. */
async function keptOfDeleted(dataDir: string, all: readonly Said[]): Promise<string[]> {
  let kept = foundOfDeleted(dataDir, all);
  for (let waitedMs = 0; kept.length > 0 && waitedMs < WIPED_MS_MAX; waitedMs += 100) {
    await pause(100);
    kept = foundOfDeleted(dataDir, all);
  }
  return kept;
}

function foundOfDeleted(dataDir: string, all: readonly Said[]): string[] {
  const files = readdirSync(dataDir).filter(name => name.startsWith('chat.db') && !name.includes('.schema-'));
  const bytes = Buffer.concat(files.map(name => readFileSync(join(dataDir, name))));
  const kept = all.filter(({isDeleted}) => isDeleted).flatMap(({texts}) => texts.filter(text => bytes.includes(text)));
  return kept.map(text => `‘${text}’ was deleted and is in the database`);
}

export const F34: Row = {
  name: 'F34',
  fault: 'the server is killed amid edits, deletions and reactions',
  injection: 'kill -9 at random moments while people edit, delete and react to what they have said',
  wanted: '0 bad: each deed is done once, seen alike by all, and nothing of what was deleted is kept',
  runs: {full: 100, short: 3},
  async run(job) {
    const stand = await openStand(job, {backoff: FAST_BACKOFF});
    const all: Said[] = [];
    let isStopped = false;
    const people = stand.people.slice(0, 4);
    const working = people.map(async person => {
      const roomIds = stand.roomsOf(person.name);
      while (!isStopped) {
        await act(job, person, roomIds[Math.floor(job.random() * roomIds.length)] ?? 1, all);
        await pause(job.random() * (job.isShort ? 30 : 400));
      }
    });
    for (let kill = 0; kill < job.runs; kill++) {
      await pause(50 + job.random() * (job.isShort ? 200 : 700));
      await stand.server().kill();
      await stand.restart();
      if (kill % 3 === 2) await Promise.all(people.map(person => person.untilOnline(IN_STEP_MS_MAX)));
      job.note(`${kill + 1} kills, ${all.length} messages`);
    }
    isStopped = true;
    await Promise.all(working);
    const {violations, inStepMs, entries} = await stand.judge({inStepMs: IN_STEP_MS_MAX});
    // What was written here is in no ledger, and what became of a message is another text than was written.
    const others = violations.filter(line => /^[bcg]:|^the database/.test(line));
    others.push(...wrongIn(stand, all));
    await stand.server().kill();
    await stand.restart();
    others.push(...(await keptOfDeleted(stand.dataDir, all)));
    const deeds = all.reduce((sum, one) => sum + one.texts.length - 1 + Number(one.isDeleted), 0);
    const figure =
      `${others.length} bad of ${all.length} messages, ${deeds} edits and deletions, ${entries} entries; ` +
      `in step ${Math.round(inStepMs)} ms`;
    return {figure, violations: others};
  },
};
