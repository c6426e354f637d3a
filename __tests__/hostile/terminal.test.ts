/** What others say, in every field, on the real screen: characters become marks, nothing moves, nothing is answered. */
import {describe, expect, test} from '@jest/globals';
import {member} from '../client/support/member.ts';
import {sayEverywhere, TWIN} from '../support/hostile/hostileCrowd.ts';
import {gridFaults} from '../support/hostile/hostileGrid.ts';
import {unsafeIn} from '../support/hostile/hostileOutput.ts';
import {cutTo, hostileTexts, type HostileText} from '../support/hostile/hostileText.ts';
import {pilot, type Pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

const ROWS: readonly (readonly [HostileText['row'], string])[] = [
  ['B1', 'control sequences'],
  ['B2', 'commands to the operating system'],
  ['B3', 'device control, pictures and passthrough'],
  ['B4', 'one-byte controls'],
  ['B5', 'sequences in pieces'],
  ['B6', 'control characters'],
  ['B7', 'changes of direction'],
  ['B8', 'invisible characters'],
  ['B9', 'letters that look alike'],
  ['B10', 'marks, emoji and strange widths'],
  ['B12', 'markup without end'],
  ['B15', 'links'],
  ['B29', 'false records'],
  ['B30', 'pieces of queries'],
];

const COLUMNS = 140;

/**
 * Tall enough that everything said is on it at once: at least seven lines for each text, one more for every so many characters of
 * it.
 */
const rowsFor = (texts: readonly HostileText[]): number =>
  60 + texts.reduce((sum, {text}) => sum + 7 * (1 + Math.ceil(Math.min(text.length, 1_000) / 20)), 0);

const wordsMissing = (screen: Pilot, words: readonly string[]): string[] => {
  const text = screen.text();
  return words.filter(word => !text.includes(word));
};

describe.each(ROWS)('%s %s', row => {
  test('in every field are text and nothing else', async () => {
    const made = await world();
    const owner = await made.person('ann');
    await made.person(TWIN);
    const eve = await member(made.url, 'eve');
    const screen = await pilot(eve.client, {columns: COLUMNS, rows: 40});
    const texts = hostileTexts(row);
    const {words} = await sayEverywhere(made, owner, texts);
    await screen.resize(COLUMNS, Math.min(700, rowsFor(texts)));
    await screen.until(() => wordsMissing(screen, words).length === 0).catch(() => undefined);
    expect(wordsMissing(screen, words)).toEqual([]);
    expect(gridFaults(screen)).toEqual([]);
    expect(unsafeIn(screen.raw())).toEqual([]);
    expect(screen.escapes).toEqual([]);
    expect(screen.droppedCount()).toBe(0);
  });
});

describe('B10 at the edge of a narrow terminal', () => {
  test.each([
    [50, 20],
    [80, 24],
  ])('at %i columns what a terminal draws wider than it is stays in its row', async (columns, rows) => {
    const made = await world();
    const ann = await made.person('ann');
    const eve = await member(made.url, 'eve');
    const screen = await pilot(eve.client, {columns, rows});
    for (const {text} of hostileTexts('B10')) {
      // Pushed to the right, so that it stands in the last columns.
      const line = `${'.'.repeat(columns)}${cutTo(text, 500)}`;
      await made.say(ann, made.lobby, Array.from({length: 5}, (_, at) => line.slice(3 * at)).join('\n'));
      await made.say(ann, made.lobby, 'done');
      await screen.until('done');
      expect(gridFaults(screen)).toEqual([]);
      expect(screen.screen().at(-1)).toMatch(/^#lobby > *$/);
      expect(screen.screen().at(-2)).toMatch(/^ ● /);
    }
    expect(screen.escapes).toEqual([]);
    expect(screen.droppedCount()).toBe(0);
  });
});
