/**
 * A process that talks directly with one person until it is killed: it asks for or accepts a conversation whenever there is
 * none, writes into the open one, and records on disk what it wrote, what was acknowledged and what it was shown.
 */
import {appendFileSync} from 'node:fs';
import {join} from 'node:path';
import {openClient} from '../../src/client/client.ts';
import {newId} from '../../src/cli/shell.ts';
import {FAST_BACKOFF} from '../people/person.ts';
import type {TalkerTask, Talked} from '../people/talker.ts';

const ASK_EVERY_MS = 150;

const {url, token, folder, partner, isAsker, file, perSecond} = JSON.parse(process.argv[2] ?? '') as TalkerTask;
const client = openClient({
  serverUrl: url,
  token,
  dataDir: folder,
  downloadsDir: join(folder, 'downloads'),
  deviceName: 'talker',
  backoff: FAST_BACKOFF,
  now: Date.now,
  newId,
});
const {direct, outgoing} = client.parts;
let isTalking = true;
let isBusy = false;
/** Before anything else can happen: what was shown here counts also when this process is killed next. */
const note = (one: Talked) => appendFileSync(file, `${JSON.stringify(one)}\n`);

/** As the screen has it: one line for each place in a log. */
const shownSeq = new Map<number, number>();
client.addPart({
  on: {
    entriesAppended({roomId}) {
      if (roomId >= 0) return;
      for (const entry of client.getState().roomById[roomId]?.entries ?? []) {
        if (entry.seq <= (shownSeq.get(roomId) ?? 0) || entry.kind !== 'message') continue;
        shownSeq.set(roomId, entry.seq);
        note({what: 'shown', sender: entry.sender, text: entry.text});
      }
    },
  },
});

async function connect(): Promise<void> {
  const {open, asked} = direct.list();
  if (isBusy || open.some(({isOpen}) => isOpen) || client.getState().connection.status !== 'online') return;
  if (!isAsker && !asked.includes(partner)) return;
  isBusy = true;
  try {
    await direct.ask(partner);
    // Whoever asks waits for the other side's answer, and asks again when none comes.
    if (isAsker) await Promise.race([direct.opened(partner), new Promise(done => setTimeout(done, 4_000))]);
  } catch {
    // The other one is away; asked again.
  } finally {
    isBusy = false;
  }
}

async function write(): Promise<void> {
  const there = direct.list().open.find(({isOpen}) => isOpen);
  if (!isTalking || there === undefined) return;
  const text = newId();
  note({what: 'tried', text});
  try {
    const {clientMsgId} = await outgoing.write(there.roomId, {kind: 'message', text});
    await outgoing.settled(clientMsgId);
    note({what: 'acknowledged', text});
  } catch {
    note({what: 'failed', text});
  }
}

setInterval(() => void connect(), ASK_EVERY_MS);
setInterval(() => void write(), 1_000 / perSecond);
client.subscribe(() => {
  if (client.getState().connection.status === 'online') process.send?.('online');
});
process.on('message', () => (isTalking = false));
process.on('disconnect', () => process.exit(0));
