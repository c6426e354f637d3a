/** From the start forms to the screen on one terminal, and back to the shell at the end. */
import {EventEmitter} from 'node:events';
import {expect, test} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Client} from '../../src/client/client.ts';
import {openScreen} from '../../src/tui/screen/main.tsx';
import {openStart} from '../../src/tui/start/openStart.tsx';
import type {StartPorts} from '../../src/tui/start/startPorts.ts';
import {AFTER_LENT_MS, openTerminal} from '../../src/tui/terminal/terminal.ts';
import {within} from '../support/suite/deadline.ts';
import {stage} from '../support/screen/stage.ts';

const ALTERNATE = {on: '\u001B[?1049h', off: '\u001B[?1049l'};
const KITTY = {on: '\u001B[>5u', off: '\u001B[<u', answer: '\u001B[?0u'};
const countOf = (text: string, piece: string) => text.split(piece).length - 1;

function streams() {
  const written: string[] = [];
  const chain = () => stdin;
  const stdin = Object.assign(new EventEmitter(), {setRawMode: chain, setEncoding: chain, resume: chain, pause: chain});
  const stdout = Object.assign(new EventEmitter(), {
    columns: 80,
    rows: 24,
    isTTY: true,
    write: (text: string) => written.push(text) > 0,
  });
  return {stdin, stdout, raw: () => written.join('')};
}

/** Somebody who is logged in as soon as they press Enter. */
const portsFor = (client: Client): StartPorts => ({
  lookNearby: () => Promise.resolve([]),
  startEmbedded: async () => 'http://127.0.0.1:7420',
  connect: async () => ({
    client,
    facts: {programVersion: '1', registration: 'open', hasOwner: true, isEmbedded: true, limits: {}} as never,
    serverUrl: '127.0.0.1:7420',
  }),
  register: async () => undefined,
  login: async () => undefined,
  saveToken: async () => 'saved',
  loginBySsh: async () => undefined,
  factor: async () => ({type: 'ended'}),
  discard: async () => undefined,
  suggestedName: 'alice',
});

test('from the forms to the screen there is no look at the shell, and every mode ends once', async () => {
  const {client} = stage();
  const {stdin, stdout, raw} = streams();
  const terminal = openTerminal({stdin, stdout});
  const start = openStart({terminal, ports: portsFor(client), look: {depth: '256'}});
  stdin.emit('data', KITTY.answer);
  for (const keys of ['\r', '\r', 'correct horse', '\r']) {
    await start.flush();
    await nextTurn();
    stdin.emit('data', keys);
  }
  expect(await within('the login', start.whenClosed)).toMatchObject({kind: 'loggedIn'});
  const screen = openScreen({client, terminal, depth: '256', homeDir: '/nowhere', workDir: '/nowhere'});
  await within('a frame', screen.flush());
  expect(raw()).toContain('#lobby');
  expect(raw()).not.toContain(ALTERNATE.off);
  expect(countOf(raw(), ALTERNATE.on)).toBe(1);
  expect(countOf(raw(), KITTY.on)).toBe(1);
  screen.close();
  expect(countOf(raw(), ALTERNATE.off)).toBe(1);
  expect(countOf(raw(), KITTY.off)).toBe(1);
  expect([...terminal.egress.modesOn()]).toEqual([]);
});

test('another program in front has Ctrl+C for itself, also where the signal is read a moment after its end', async () => {
  let nowMs = 5_000;
  const {stdin, stdout} = streams();
  const terminal = openTerminal({stdin: stdin as never, stdout: stdout as never}, {now: () => nowMs});
  const work = Promise.withResolvers<void>();
  const isBefore = terminal.isLent();
  const lent = terminal.lend(() => work.promise);
  const isMeanwhile = terminal.isLent();
  work.resolve();
  await lent;
  nowMs += AFTER_LENT_MS - 1;
  const isJustAfter = terminal.isLent();
  nowMs += 1;
  expect([isBefore, isMeanwhile, isJustAfter, terminal.isLent()]).toEqual([false, true, true, false]);
  terminal.restore();
});
