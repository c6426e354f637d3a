/** Too little and too much text: refused with a sentence, or shown without holding anything up. */
import {describe, expect, test} from '@jest/globals';
import {connected, ROOM} from '../client/support/direct.ts';
import {member} from '../client/support/member.ts';
import {pair} from '../client/transfersSupport.ts';
import {longestTaskMs, timesAsLong} from '../support/suite/busyTime.ts';
import {gridFaults} from '../support/hostile/hostileGrid.ts';
import {PAGE_UP, pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';
import {DEFAULT_LIMITS} from '../../src/shared/limits.ts';
import {wrapColumns} from '../../src/shared/text/columns.ts';
import {display} from '../../src/shared/text/safeText.ts';

const KIB = 1024;

/** The collector has its part in it, so the best of three counts. */
async function shortestMs(work: () => Promise<unknown>): Promise<number> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && bestMs > 100; round++) bestMs = Math.min(bestMs, await longestTaskMs(work));
  return bestMs;
}

const PATHOLOGICAL: readonly (readonly [string, string])[] = [
  ['without a space', 'x'.repeat(64 * KIB)],
  ['of line breaks', '\n'.repeat(60_000) + '.'],
  ['of wide characters', '漢'.repeat(21_000)],
  ['of emoji', '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}'.repeat(3_600)],
  ['of marks', `a${'\u0301'.repeat(32_000)}`],
  ['of quotes', '> '.repeat(32_000)],
  ['of stars and brackets', '*_~`[('.repeat(10_000)],
  ['of escapes', '\u001B[31m'.repeat(13_000)],
  ['of right-to-left marks', `x${'\u202E\u2066'.repeat(10_000)}`],
  ['of names', '@eve '.repeat(13_000)],
  ['of addresses', 'https://x.example/ '.repeat(3_300)],
  ['of a costly pattern', `${'a'.repeat(60_000)}!`],
  ['of conjuncts', '\u0915\u094D'.repeat(10_000)],
];

describe('B11 how much is said', () => {
  test.each([
    ['bytes', '👨‍👩‍👧‍👦'.repeat(2_700)],
    ['characters', 'x'.repeat(DEFAULT_LIMITS.messageGraphemesMax + 1)],
  ])('over a direct connection, more %s than a server would take end the conversation', async (_what, text) => {
    const made = await pair();
    const {ann, bob} = made;
    await connected(made);
    const {session} = ann.client.parts.direct.conversation(ROOM);
    session.say({t: 'say', id: 'g'.repeat(22), kind: 'message', text});
    await bob.sees('the end', () => bob.notices().some(notice => notice.includes('has ended')));
    expect(bob.texts(ROOM)).toEqual([]);
  });

  test.each([
    ['nothing', '', 'message-empty'],
    ['spaces', ' \t \n ', 'message-empty'],
    ['wide spaces', '\u3000\u00A0\u2003', 'message-empty'],
    ['characters that nobody sees', '\u200B\u2060\u00AD\u3164\u{E0041}', 'message-empty'],
    ['controls', '\u001B\u0000\u0007\u009B\u202E', 'message-empty'],
    ['marks on nothing', '\u0301\u0301 \u0301', 'message-empty'],
    ['a character too many', 'x'.repeat(4_001), 'message-too-long'],
    ['a wide character too many', '漢'.repeat(4_001), 'message-too-long'],
    ['a byte over 64 KiB', `a${'\u0301'.repeat(32 * KIB)}`, 'message-too-long'],
    ['a quarter megabyte without a space', 'x'.repeat(256 * KIB), 'message-too-long'],
  ])('%s is refused', async (_title, text, code) => {
    const made = await world();
    const ann = await made.person('ann');
    const packet = {roomId: made.lobby, clientMsgId: made.newId(), kind: 'message', text} as const;
    expect((await ann.codeOf('messageSend', packet)).split(' ')[0]).toBe(code);
  });

  test('a megabyte ends the connection, and only that', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const bob = await made.person('bob');
    const packet = {roomId: made.lobby, clientMsgId: made.newId(), kind: 'message', text: 'x'.repeat(KIB ** 2)};
    ann.socket.emit('messageSend', packet, () => undefined);
    expect(await ann.ended).toMatch(/transport/);
    await made.say(bob, made.lobby, 'still here');
  });
});

describe('B11, B12 a message of 64 KiB', () => {
  const safeAndWrapped = (text: string) => () => void wrapColumns(display(text, 'block'), 60);

  // The absolute figure is measured by the fault row for long tasks; here, that no kind of text costs more than its length.
  test.each(PATHOLOGICAL)('%s is made safe and wrapped in proportion to its length', (_title, text) => {
    const quarter = text.slice(0, text.length / 4);
    expect(timesAsLong(safeAndWrapped(text), safeAndWrapped(quarter))).toBeLessThan(10);
  });

  test('of any kind holds up neither server nor screen, and can be scrolled', async () => {
    const made = await world({settings: {limits: {messageGraphemesMax: 64 * KIB}}});
    const ann = await made.person('ann');
    const eve = await member(made.url, 'eve');
    const screen = await pilot(eve.client, {columns: 120, rows: 40});
    const slow: string[] = [];
    for (const [title, text] of PATHOLOGICAL) {
      const tookMs = await shortestMs(async () => {
        await made.say(ann, made.lobby, text);
        await made.say(ann, made.lobby, `after ${title}`);
        await screen.until(`after ${title}`);
        await screen.press(PAGE_UP, PAGE_UP);
        await screen.press('\u001B[1;5F');
      });
      // Server, client and screen are one process here, each of which has a hundred milliseconds.
      if (tookMs > 300) slow.push(`${title}: ${Math.round(tookMs)} ms`);
    }
    expect(slow).toEqual([]);
    expect(gridFaults(screen)).toEqual([]);
    expect(screen.droppedCount()).toBe(0);
  });
});
