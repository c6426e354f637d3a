/** Names that look like those of others: no login has letters for it, and no display name is taken twice to the eye. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {hostileTexts} from '../support/hostileText.ts';
import {cleanUp, person as shellPerson} from '../support/program.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

afterEach(cleanUp);

async function register(made: World, name: string, displayName?: string): Promise<string> {
  const stranger = await made.device();
  const code = await stranger.codeOf('accountRegister', {
    name,
    password: PASSWORD,
    ...(displayName !== undefined && {displayName}),
  });
  await stranger.close();
  return code.split(' ')[0] ?? '';
}

describe('B8, B9 a login name', () => {
  test('of letters that are not seen, or look like others, is refused', async () => {
    const made = await world();
    const names = ['ad\u200Bmin', ...hostileTexts('B7', 'B8', 'B9').map(({text}) => text.slice(0, 32))];
    const codes = await Promise.all(names.map(async name => [name, await register(made, name)] as const));
    expect(codes.filter(([, code]) => code !== 'name-invalid')).toEqual([]);
  });

  test('is refused by the shell as well, before anything is asked', async () => {
    const made = await world();
    const ran = await shellPerson(undefined, {CHAT_TUI_SERVER: made.url}).run([
      'register',
      '--user',
      '\u0430nn',
      '--password-stdin',
    ]);
    expect([ran.code, ran.stdout]).toEqual([4, '']);
    expect(ran.stderr).toMatch(/^A name has 2 to 32 characters/);
  });
});

describe('B8, B9 a display name', () => {
  test.each([
    ['the same', 'Alice'],
    ['in other case', 'aLICE'],
    ['with a Cyrillic letter', '\u0410lice'],
    ['with Cyrillic and Greek letters', 'Al\u0456\u0441\u03B5'],
    ['full width', '\uFF21lice'],
    ['in mathematical letters', '\u{1D400}\u{1D425}\u{1D422}\u{1D41C}\u{1D41E}'],
    ['with a digit', 'A1ice'],
    ['with the other tall letter', 'AIice'],
    ['with a dotless i', 'Al\u0131ce'],
    ['with a zero width space', 'Al\u200Bice'],
    ['with a soft hyphen and a joiner', 'A\u00ADl\u200Dice'],
    ['with tags behind', 'Alice\u{E0041}'],
    ['with spaces and dots', 'A l.i-c e'],
    ['turned round and back', '\u202EAlice\u202C'],
  ])('that is like the login or display name of somebody else (%s) is refused', async (_title, displayName) => {
    const made = await world();
    expect(await register(made, 'alice')).toBe('ok');
    expect(await register(made, 'mallory', displayName)).toBe('display-name-taken');
    expect(await register(made, 'bob', 'Robert')).toBe('ok');
    expect(await register(made, 'mallory', displayName)).toBe('display-name-taken');
    expect(await register(made, 'mallory', 'Mallory')).toBe('ok');
  });

  test.each([
    ['straße', 'STRASSE'],
    ['\uFB01le', 'File'],
    ['\u212Aelvin', 'kelvin'],
    ['modern', 'modem'],
    ['0livia', 'Olivia'],
  ])('%j is like %j', async (first, second) => {
    const made = await world();
    expect(await register(made, 'ann', first)).toBe('ok');
    await made.restart();
    expect(await register(made, 'bob', second)).toBe('display-name-taken');
  });

  test.each(['Admin', '\u0430dmin', 'ad\u200Bmin', 'System', 'SERV\u0415R'])('%j is reserved', async displayName => {
    expect(await register(await world(), 'mallory', displayName)).toBe('display-name-taken');
  });

  test('may be like one’s own login, and is free again when the account was not made', async () => {
    const made = await world();
    expect(await register(made, 'ann', 'Ann')).toBe('ok');
    expect(await register(made, 'ann', 'Zo\u00EB')).toBe('name-taken');
    expect(await register(made, 'zoe', 'Zo\u00EB')).toBe('ok');
    expect(await register(made, 'joe', 'Jos\u00E9')).toBe('ok');
  });
});
