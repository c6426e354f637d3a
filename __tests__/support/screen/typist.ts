/** Somebody who types into the built program in a real pseudo-terminal, with a server that only notes what it was sent. */
import {EventEmitter} from 'node:events';
import {expect} from '@jest/globals';
import {fakeServer, lobby, ok, session, type FakeServer} from '../../client/support/fakeServer.ts';
import {idOf} from '../../client/support/log.ts';
import {within} from '../suite/deadline.ts';
import {cleanEnv, temporaryFolder} from '../program.ts';
import {terminal, type TerminalProcess} from './terminal.ts';

/** Said in the lobby before one comes: `line 1` and so on. */
export const LINES = 60;
export interface Typist {
  one: TerminalProcess;
  server: FakeServer;
  /** What was sent so far. */
  sent: string[];
  /** Waits for all that is ever sent. */
  sends: (...texts: readonly string[]) => Promise<void>;
  composer: () => string;
  /** Waits for what stands in the input line. */
  shows: (text: string) => Promise<void>;
}

/** A server whose lobby has some lines, and the environment of somebody who is logged in there. */
export async function typistServer(
  sent: string[] = [],
  said: readonly string[] = [],
): Promise<{server: FakeServer; env: Record<string, string>; heard: EventEmitter}> {
  const heard = new EventEmitter();
  const texts = [...Array.from({length: LINES}, (_, at) => `line ${at + 1}`), ...said];
  const entries = texts.map((text, at) => ({
    seq: at + 1,
    id: idOf(at + 1),
    sender: 'bob',
    sentAtMs: 1_000 * (at + 1),
    kind: 'message',
    text,
  }));
  const server = await fakeServer({
    sessionOpen: () => session('ann', [lobby({lastSeq: entries.length})]),
    entryList: () => ok({entries, lastSeq: entries.length}),
    memberList: () => ok({members: [], total: 0, hasMore: false}),
    messageSend(params) {
      sent.push(String((params as {text?: unknown}).text));
      heard.emit('message');
      return undefined;
    },
  });
  const home = temporaryFolder();
  const env = {...cleanEnv(home), CHAT_TUI_SERVER: server.url, CHAT_TUI_TOKEN: 'ct_x', CHAT_TUI_USER: 'ann'};
  return {server, env, heard};
}

/** @param command instead of the program itself, such as a shell that starts it */
export async function typist(
  more: Record<string, string> = {},
  command?: readonly [string, ...string[]],
): Promise<Typist> {
  const sent: string[] = [];
  const {server, env, heard} = await typistServer(sent);
  const one = terminal({columns: 100, rows: 24, env: {...env, ...more}, ...(command && {command})});
  if (command === undefined) await one.waitFor(`line ${LINES}`);
  const composer = () => one.screen().split('\n').at(-1)?.trimEnd() ?? '';
  const shows = async (text: string) => {
    await one.waitFor(() => composer() === `#lobby >${text === '' ? '' : ` ${text}`}`);
  };
  const sends = async (...texts: readonly string[]) => {
    const all = new Promise<void>(resolve => {
      const look = () => sent.length >= texts.length && resolve();
      heard.on('message', look);
      look();
    });
    await within(`${texts.length} messages`, all);
    expect(sent).toEqual(texts);
  };
  return {one, server, sent, composer, shows, sends};
}

export const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** Pieces with a pause between them, as from a slow link. @returns the longest pause, in ms, which a busy machine decides */
export async function slowly(one: TerminalProcess, ms: number, ...pieces: readonly string[]): Promise<number> {
  let longestMs = 0;
  for (const [at, piece] of pieces.entries()) {
    const sinceMs = performance.now();
    if (at > 0) await pause(ms);
    one.press(piece);
    longestMs = Math.max(longestMs, performance.now() - sinceMs);
  }
  return longestMs;
}
