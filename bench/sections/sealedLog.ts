/**
 * Cost of end-to-end encryption for the log: encrypted messages per second that a server takes, and how long a client is blocked
 * while it decrypts a thousand old ones.
 */
import {threadCpuUsage} from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {newId} from '../../src/cli/shell.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import type {Client} from '../../src/client/client.ts';
import {cpuSeconds} from '../measuring/processes.ts';
import {clientOf, sealedMessages, secretPlace, TEXT, type Sealed} from '../measuring/sealedPeople.ts';
import type {Section} from '../section.ts';
import {withServer} from '../server.ts';
import {chatTui} from '../servers/chatTui.ts';

/** So many that a tick of the processor clock, 10 ms, is little of what they take. */
const MESSAGES = 12_000;
const OLD = 1_000;
const IN_FLIGHT = 100;
const AS_MANY_BYTES = 'chat-tui, as many bytes in the clear';
const SAME_TEXT = 'chat-tui, the same text in the clear';
/** As long as a sealed message is in base64url. */
const LONG_TEXT = TEXT.repeat(12).slice(0, 732);

/** Acknowledged for each second that the server's processor worked: who sends here opens what comes back. */
async function perSecond(
  pids: readonly number[],
  count: number,
  send: (at: number) => Promise<unknown>,
): Promise<number> {
  const spent = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const before = spent();
  for (let at = 0; at < count; at += IN_FLIGHT)
    await Promise.all(Array.from({length: Math.min(IN_FLIGHT, count - at)}, (_, more) => send(at + more)));
  return count / (spent() - before);
}

/** The longest turn of this thread, in milliseconds: what it computed, or what the clock says, whichever is less. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const look = () => {
    const {user, system} = threadCpuUsage();
    return {wallMs: performance.now(), cpuMs: (user + system) / 1_000};
  };
  let [longestMs, before] = [0, look()];
  const step = () => {
    const now = look();
    longestMs = Math.max(longestMs, Math.min(now.wallMs - before.wallMs, now.cpuMs - before.cpuMs));
    before = now;
  };
  const timer = setInterval(step, 1);
  await work();
  clearInterval(timer);
  step();
  return longestMs;
}

/** What was missed is opened, and made ready for searching. */
async function openedAll(client: Client, roomId: number): Promise<void> {
  const {store} = await client.parts.keys.session();
  const {lastSeq} = await client.line.request('entryList', {roomId, limit: 1});
  const walked = () => store.rows.rooms().find(one => one.roomId === roomId)?.walked ?? 0;
  while (walked() < lastSeq) await sleep(5);
  await client.parts.keys.search.catchUp();
}

export const sealedLog: Section = {
  name: 'sealedLog',
  async *run({runs}) {
    const figures: number[][] = [[], [], []];
    const turns: number[] = [];
    await withServer(chatTui, {count: 5, rooms: 1, areInside: true}, async opened => {
      const alice = await clientOf(opened, 0, secretPlace());
      const his = secretPlace();
      await (await clientOf(opened, 1, his)).close();
      const {roomId} = await openDirect(alice, 'user1');
      await alice.parts.keys.encrypt(roomId);
      // Who never comes: what is sent to them is measured.
      await (await clientOf(opened, 3, secretPlace())).close();
      const plain = await openDirect(alice, 'user2');
      const away = await openDirect(alice, 'user3');
      await alice.parts.keys.encrypt(away.roomId);
      const old = await sealedMessages(alice, roomId, OLD * (runs + 1));
      // Ids are of the time when they were made, and the later ones are stored faster: they are made in the order of their use.
      const all: {sealed: Sealed[]; long: string[]; short: string[]}[] = [];
      for (let run = 0; run <= runs; run++)
        all.push({
          sealed: await sealedMessages(alice, away.roomId, MESSAGES),
          long: Array.from({length: MESSAGES}, newId),
          short: Array.from({length: MESSAGES}, newId),
        });
      await alice.close();
      // Looks at nothing that comes back, and asks for nothing.
      const sender = await clientOf(opened, 0);
      const send = (to: number, one: Sealed | undefined) =>
        sender.line.request('sealedSend', {roomId: to, clientMsgId: one?.clientMsgId ?? '', sealed: one?.sealed ?? ''});
      const clear = (to: number, clientMsgId: string, text: string) =>
        sender.line.request('messageSend', {roomId: to, clientMsgId, kind: 'message', text});
      // Rows of the newest room are stored faster than those of all others: it is none of the two.
      await clear((await openDirect(sender, 'user4')).roomId, newId(), TEXT);
      for (const [run, {sealed, long, short}] of all.entries()) {
        await perSecond(opened.pids, OLD, at => send(roomId, old[run * OLD + at]));
        const rates = [
          await perSecond(opened.pids, MESSAGES, at => send(away.roomId, sealed[at])),
          await perSecond(opened.pids, MESSAGES, at => clear(plain.roomId, long[at] ?? '', LONG_TEXT)),
          await perSecond(opened.pids, MESSAGES, at => clear(plain.roomId, short[at] ?? '', TEXT)),
        ];
        // The first ones only make the program warm.
        if (run === 0) continue;
        rates.forEach((rate, at) => figures[at]?.push(rate));
        turns.push(
          await longestTurn(async () => {
            const bob = await clientOf(opened, 1, his);
            await openedAll(bob, roomId);
            await bob.close();
          }),
        );
      }
      await sender.close();
    });
    yield {
      what: 'encrypted conversations: messages a server acknowledges in a second of its processor',
      unit: '/s',
      cells: [
        {name: 'chat-tui', kind: 'ours', figures: figures[0] ?? []},
        {name: AS_MANY_BYTES, kind: 'reference', figures: figures[1] ?? []},
        {name: SAME_TEXT, kind: 'reference', figures: figures[2] ?? []},
      ],
      wanted: [{atLeast: 0.9, times: AS_MANY_BYTES}],
    };
    yield {
      what: `encrypted conversations: longest task of a client while ${OLD.toLocaleString('en-US')} old messages are opened`,
      unit: 'ms',
      cells: [{name: 'chat-tui', kind: 'ours', figures: turns}],
      wanted: [{atMost: 50}],
    };
  },
};
