/**
 * A storm of random input for the full screen: keys, mouse, pastes and sizes while others send hostile messages and pictures.
 * What was typed must be in the composer, and no picture may remain in the terminal.
 */
import {gridFaults} from '../../__tests__/support/hostile/hostileGrid.ts';
import {keptAfter} from '../../__tests__/support/screen/graphicsTerminal.ts';
import {HOSTILE_TEXTS} from '../../__tests__/support/hostile/hostileText.ts';
import {alt, BACKSPACE, ctrl, ENTER, ESC, F1, F2, F3, F4, F6, TAB} from '../../__tests__/support/screen/pilot.ts';
import {
  CTRL_END,
  CTRL_HOME,
  DOWN,
  LEFT,
  PAGE_DOWN,
  PAGE_UP,
  UP,
  type Pilot,
} from '../../__tests__/support/screen/pilot.ts';
import type {Person, World} from '../../__tests__/support/world.ts';
import {pick, type Random} from '../fuzz/mutate.ts';
import {nextTurn, pause} from '../waiting.ts';

export interface Storm {
  made: World;
  /** Says the hostile things. */
  mallory: Person;
  /** Sends one of the pictures, and others that are none. */
  sendPicture: () => Promise<unknown>;
  /** A screen on the same client; a new one when the last was left by its keys. */
  open: () => Promise<Pilot>;
  random: Random;
}

export interface Stormed {
  steps: number;
  checks: number;
  /** Times that a picture was written to a terminal, in any form. */
  pictures: number;
  /** Screens that keys have left. */
  quits: number;
  violations: string[];
}

/** Keys that may do anything; what a terminal sends for them, broken ones among them. */
const KEYS: readonly string[] = [
  Array.from('abcdefghijklmnopqrstuvwxy', ctrl),
  Array.from('123456789/aubfd<>.ml', alt),
  [BACKSPACE, CTRL_END, CTRL_HOME, DOWN, ENTER, ESC, F1, F2, F3, F4, F6, LEFT, PAGE_DOWN, PAGE_UP, TAB, UP],
  [
    '3~',
    '1;5D',
    '1;3A',
    '999;999~',
    '?1;2c',
    '6;20;10t',
    '6;9;4t',
    '2;3R',
    '?2026;0$y',
    'I',
    'O',
    'M!!!',
    '97;5u',
    '1114112u',
    '<0;1;1M',
    '200~',
    '201~',
  ].map(rest => `\u001B[${rest}`),
  ['\u001B]0;x\u0007', '\u001BO', '\u009B2J', '\0', '\u001B\u001B'],
  ['x', 'q', 'j', 'k', ' ', '/', '?', '@', '#', '漢', '👍🏽', 'é'],
].flat();
/** What is typed where it is looked for afterwards. */
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz0123456789 .,:;!?-_()éßж漢字');
const SIZE = {columns: 100, rows: 30};
/** The first row of half blocks, or the start of kitty's, iTerm2's or sixels. */
const PICTURE = /▀+|\u001B_Ga=T|\u001B\]1337|\u001BPq/g;
/** What a terminal with sixels answers. */
const CELL_SIZE = '\u001B[6;20;10t';
const CHECK_EVERY = 25;
/** Longer than the keyboard waits behind the end mark of a paste. */
const PASTE_END_MS = 150;

export async function storm(one: Storm, steps: number): Promise<Stormed> {
  const {open} = one;
  const found: Stormed = {steps: 0, checks: 0, pictures: 0, quits: 0, violations: []};
  let screen = await watched(await open());
  const end = () => {
    found.violations.push(...leftOf(screen.pilot));
    found.pictures += screen.pilot.raw().match(PICTURE)?.length ?? 0;
  };
  const restart = async () => {
    found.quits++;
    end();
    screen = await watched(await open());
  };
  for (; found.steps < steps && found.violations.length === 0; found.steps++) {
    if (found.steps % CHECK_EVERY === CHECK_EVERY - 1) {
      if (screen.hasEnded()) await restart();
      found.violations.push(...screen.failures, ...(await check(screen.pilot, one)));
      found.checks++;
      continue;
    }
    if (screen.hasEnded()) await restart();
    await step(screen.pilot, one);
  }
  found.violations.push(...screen.failures);
  screen.pilot.close();
  end();
  return found;
}

/** Pictures that a terminal would have left after the end, and what it would not have understood of them. */
function leftOf(pilot: Pilot): string[] {
  const {kept, faults} = keptAfter(pilot.raw());
  return [...kept.map(({id}) => `picture ${id} is left in the terminal`), ...faults];
}

interface Watched {
  pilot: Pilot;
  hasEnded(): boolean;
  failures: string[];
}

async function watched(pilot: Pilot): Promise<Watched> {
  const failures: string[] = [];
  let hasEnded = false;
  pilot.opened.whenClosed.then(
    () => (hasEnded = true),
    (error: unknown) => {
      hasEnded = true;
      failures.push(`the screen broke down: ${error instanceof Error ? error.stack : String(error)}`);
    },
  );
  await pilot.resize(SIZE.columns, SIZE.rows);
  await pilot.press(CELL_SIZE);
  return {pilot, hasEnded: () => hasEnded, failures};
}

async function step(pilot: Pilot, storm: Storm): Promise<void> {
  const {random} = storm;
  const chance = random();
  if (chance < 0.45) return pilot.press(pick(random, KEYS));
  if (chance < 0.5) return pilot.press(mouseReport(random));
  if (chance < 0.6) return pilot.press(pick(random, LETTERS));
  if (chance < 0.7) return pilot.paste(pastedText(random));
  if (chance < 0.8) return pilot.resize(1 + Math.floor(random() * 220), 1 + Math.floor(random() * 60));
  if (chance < 0.86) return void (await storm.sendPicture().catch(() => undefined));
  return saySomething(storm);
}

/** Clicks, drags and the wheel with any buttons, on the screen, beside it, and broken; off, none of it is a key. */
function mouseReport(random: Random): string {
  const number = (max: number) => Math.floor(random() * max);
  const button = pick(random, [0, 0, 0, 1, 2, 32, 32, 35, 64, 65, 66, 128, number(300)]);
  const [x, y] = random() < 0.9 ? [1 + number(SIZE.columns), 1 + number(SIZE.rows)] : [number(99_999), number(99_999)];
  return `\u001B[<${button};${x};${y}${pick(random, ['M', 'm', 'm'])}`;
}

function pastedText(random: Random): string {
  const kinds = [
    () => pick(random, HOSTILE_TEXTS).text,
    () => `${pick(random, HOSTILE_TEXTS).text}\n`.repeat(1 + Math.floor(random() * 40)),
    () => '/quit\n/leave\n',
    () => `x\u001B[201~\r/quit\r`,
    () => 'word '.repeat(Math.floor(random() * 3_000)),
    () => '',
  ];
  return pick(random, kinds)();
}

async function saySomething({made, mallory, random}: Storm): Promise<void> {
  made.clock.turn(5_000);
  const {text} = pick(random, HOSTILE_TEXTS);
  const {lobby: roomId} = made;
  const clientMsgId = made.newId();
  const kinds = [
    () => mallory.codeOf('messageSend', {roomId, clientMsgId, kind: 'message', text: `${text}.`}),
    () => mallory.codeOf('messageSend', {roomId, clientMsgId, kind: 'action', text: `@eve ${text}`}),
    () => mallory.codeOf('topicSet', {roomId, topic: text.slice(0, 500)}),
    () => mallory.codeOf('presenceSet', {state: random() < 0.5 ? 'away' : 'online', status: text.slice(0, 140)}),
    () => mallory.codeOf('fileOffer', {roomId, clientMsgId, name: `f${text.slice(0, 200)}`, sizeBytes: 1}),
  ];
  const say = pick(random, kinds)();
  // Half of it comes while the next keys are pressed.
  if (random() < 0.5) await say;
}

/** At rest again, something is typed while others go on; then it must stand there, and everything else in its place. */
async function check(pilot: Pilot, storm: Storm): Promise<string[]> {
  const {random} = storm;
  // Where nothing fits, no key goes anywhere.
  await pilot.resize(SIZE.columns, SIZE.rows);
  await pilot.press('\u001B[201~');
  // What comes at once behind an end mark is a part of the paste: nobody types so quickly.
  await pause(PASTE_END_MS);
  await nextTurn();
  await pilot.press(ESC, ESC, ESC, ESC, ESC);
  // Behind a recalled line a draft comes back. Twice on an empty line would leave: any other key takes the first one back.
  await pilot.press(ctrl('c'), LEFT, ctrl('c'), LEFT);
  const typed = ['w', ...Array.from({length: Math.floor(random() * 30)}, () => pick(random, LETTERS))];
  for (const [at, letter] of typed.entries()) {
    await pilot.press(letter);
    if (at % 10 === 5) await saySomething(storm);
    if (at % 15 === 7) await pilot.resize(40 + Math.floor(random() * 120), 10 + Math.floor(random() * 40));
  }
  await pilot.resize(SIZE.columns, SIZE.rows);
  const wanted = typed.join('').trimEnd();
  const lines = pilot.screen();
  const shown = (lines.at(-1) ?? '').replace(/^\S+ > /, '');
  const violations = gridFaults(pilot).map(fault => `grid: ${fault}`);
  if (shown !== wanted) violations.push(`typed ${JSON.stringify(wanted)}, shown ${JSON.stringify(lines.at(-1))}`);
  if (pilot.droppedCount() > 0) violations.push(`${pilot.droppedCount()} characters did not pass the filter`);
  // Who is called by name hears it.
  const moved = pilot.escapes.filter(escape => escape !== 'bell');
  if (moved.length > 0) violations.push(`the terminal was moved: ${moved.join()}`);
  if (violations.length > 0) violations.push(`the screen:\n${lines.join('\n')}`);
  await pilot.press(ctrl('c'), LEFT);
  return violations;
}
