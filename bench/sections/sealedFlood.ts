/** Cost of a flood of encrypted messages for the full screen that decrypts them, beside the same flood unencrypted. */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {newId} from '../../src/cli/shell.ts';
import {openDirect} from '../../src/client/actions/room.ts';
import {BIN, cpuSeconds, pinSelf} from '../measuring/processes.ts';
import {watch} from '../measuring/pty.ts';
import {clientOf, sealedMessages, secretPlace, TEXT} from '../measuring/sealedPeople.ts';
import type {Section} from '../section.ts';
import {withServer} from '../server.ts';
import {chatTui} from '../servers/chatTui.ts';

const PER_SECOND = 1_000;
const SECONDS = 5;
const MESSAGES = PER_SECOND * SECONDS;
/** Whoever sits at a screen: what is said encrypted to one is not made ready for searching while the other one is measured. */
const WHO = ['screen0', 'screen1'] as const;
const IN_THE_CLEAR = 'chat-tui, the same texts in the clear';
/** The room behind the lobby. */
const ROOM_KEY = '\x1b2';

/** At a steady rate; resolves when all were handed over. */
async function paced(send: (at: number) => void): Promise<void> {
  const startMs = performance.now();
  for (let at = 0; at < MESSAGES; await sleep(1))
    for (const due = ((performance.now() - startMs) / 1_000) * PER_SECOND; at < due && at < MESSAGES; at++) send(at);
}

/** What is made ready for searching after a flood belongs to no other one. */
async function quiet(pid: number): Promise<void> {
  for (let before = 0, now = cpuSeconds(pid); now - before > 0.02; before = now, now = cpuSeconds(pid))
    await sleep(1_500);
}

export const sealedFlood: Section = {
  name: 'sealedFlood',
  async *run({runs}) {
    const figures: number[][] = [[], []];
    const people = {count: 2, rooms: 1, areInside: true};
    pinSelf(1);
    try {
      await withServer(
        chatTui,
        people,
        async opened => {
          const serverUrl = `http://127.0.0.1:${opened.port}`;
          const screens = WHO.map(name => {
            const env = {CHAT_TUI_HOME: join(opened.folder, name), CHAT_TUI_SERVER: serverUrl};
            const account = ['register', '--user', name, '--store', 'file', '--password-stdin'];
            const made = spawnSync(process.execPath, [BIN, ...account], {
              env: {...process.env, ...env},
              input: 'only for the bench',
            });
            if (made.status !== 0) throw new Error(made.stderr.toString());
            return {name, env};
          });
          const alice = await clientOf(opened, 0, secretPlace());
          const {roomId: sealedRoom} = await openDirect(alice, WHO[0]);
          await alice.parts.keys.encrypt(sealedRoom);
          const all = await sealedMessages(alice, sealedRoom, MESSAGES * (runs + 1) + 1, at => `${at} ${TEXT}`);
          await alice.close();
          const [sealer, clear] = [await clientOf(opened, 0), await clientOf(opened, 1)];
          const {roomId: clearRoom} = await openDirect(clear, WHO[1]);
          const sendSealed = (at: number): void => {
            const one = all[at];
            if (one !== undefined) void sealer.line.request('sealedSend', {roomId: sealedRoom, ...one});
          };
          const sendClear = (at: number): void => {
            const text = `${at} ${TEXT}`;
            void clear.line.request('messageSend', {roomId: clearRoom, clientMsgId: newId(), kind: 'message', text});
          };
          sendSealed(0);
          sendClear(0);
          for (let run = 0; run <= runs; run++) {
            for (const [which, send] of [sendSealed, sendClear].entries()) {
              const {name, env} = screens[which]!;
              const client = watch([process.execPath, BIN, '--user', name], env, 0);
              try {
                await client.until(/Rooms/);
                await client.until(new RegExp(`@user${which}`));
                client.press(ROOM_KEY);
                await client.until(new RegExp(`@user${which} .*encrypted`));
                await sleep(1_500);
                const before = cpuSeconds(client.pid);
                await paced(at => send(run * MESSAGES + at + 1));
                await client.until(new RegExp(`${(run + 1) * MESSAGES} A sentence`));
                const spent = cpuSeconds(client.pid) - before;
                // The first ones only make files and caches.
                if (run > 0) figures[which]?.push((spent / MESSAGES) * 1e6);
                await quiet(client.pid);
              } finally {
                await client.close();
              }
            }
          }
          await Promise.all([sealer.close(), clear.close()]);
        },
        1,
      );
    } finally {
      pinSelf();
    }
    yield {
      what: `client CPU for a message of a flood, ${PER_SECOND.toLocaleString('en')} encrypted ones a second on the screen`,
      unit: 'µs',
      cells: [
        {name: 'chat-tui', kind: 'ours', figures: figures[0] ?? []},
        {name: IN_THE_CLEAR, kind: 'reference', figures: figures[1] ?? []},
      ],
      wanted: [{atMost: 1.3, times: IN_THE_CLEAR}],
    };
  },
};
