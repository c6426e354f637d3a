/** Names that look like those of others: no login has letters for it, and no display name is taken twice to the eye. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {openDisplayNames} from '../../src/server/door/names/displayNames.ts';
import type {Account} from '../../src/server/storeContract/store.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {hostileTexts} from '../support/hostile/hostileText.ts';
import {cleanUp, person as shellPerson} from '../support/program.ts';
import {PASSWORD, world, type World} from '../support/world.ts';

afterEach(cleanUp);

async function register(made: World, name: string, displayName?: string): Promise<string> {
  const anonymous = await made.device();
  const code = await anonymous.codeOf('accountRegister', {
    name,
    password: PASSWORD,
    ...(displayName !== undefined && {displayName}),
  });
  await anonymous.close();
  return code.split(' ')[0] ?? '';
}

describe('B8, B9 a login name', () => {
  test('of letters that are not seen, or look like others, is refused', async () => {
    const made = await world();
    const names = ['ad\u200Bmin', ...hostileTexts('B7', 'B8', 'B9').map(({text}) => text.slice(0, 32))];
    const codes = await Promise.all(names.map(async name => [name, await register(made, name)] as const));
    expect(codes.filter(([, code]) => code !== 'name-invalid')).toEqual([]);
  });

  test('that reads like the server, its staff or a group is reserved, however it is spelled', async () => {
    const made = await world();
    const names = [
      'adm1n',
      'admln',
      'adrnin',
      '0wner',
      'r00t',
      '4dmin',
      'm0d',
      'server-admin',
      's3rv3r',
      'ev3ryone',
      'sy5tem',
    ];
    const codes = await Promise.all(names.map(async name => [name, await register(made, name)] as const));
    expect(codes.filter(([, code]) => code !== 'name-reserved')).toEqual([]);
    const free = await Promise.all(['ali', 'modem', 'alina', 'bot-7', 'hero'].map(name => register(made, name)));
    expect(new Set(free)).toEqual(new Set(['ok']));
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

  test.each([
    ['in Armenian', 'b\u0585b', 'bob'],
    ['in Cherokee', '\u13CF\u13BE\u13CF', 'bob'],
    ['in small Cherokee', 'ali\uABAFe', 'alice'],
    ['in small capitals', '\u1D00\u029F\u026A\u1D04\u1D07', 'alice'],
    ['with a stroke', 'a\u0142ice', 'alice'],
    ['with hooks', '\u0253o\u0253', 'bob'],
    ['with accents', '\u00E0l\u00ED\u00E7e', 'alice'],
    ['behind a star', '\u2605 alice', 'alice'],
    ['behind a picture', '\u{1F98A}Alice', 'alice'],
    ['all Cyrillic', '\u0430\u04CF\u0456\u0441\u0435', 'alice'],
    ['all Cyrillic', '\u0412\u041E\u0412', 'bob'],
    ['with a bar', 'al|ce', 'alice'],
  ])('%s, %j, is like %j', async (_title, displayName, taken) => {
    const made = await world();
    expect(await register(made, taken)).toBe('ok');
    expect(await register(made, 'mallory', displayName)).toBe('display-name-taken');
  });

  test('in one script, or in those that are written together, is taken; a word of Latin and Cyrillic is not', async () => {
    const made = await world();
    const names = [
      '\u0418\u0440\u0438\u043D\u0430',
      '\u0928\u092E\u0938\u094D\u0924\u0947',
      '\u674E Lee',
      'Zo\u00EB',
      '\u{1F98A}',
      'Ali',
      'p\u0430ypal',
    ];
    const codes: string[] = [];
    for (const [index, displayName] of names.entries()) codes.push(await register(made, `person${index}`, displayName));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'display-name-mixed']);
  });

  test.each([
    'Server Admin',
    'adm1n',
    '$taff',
    'the M0derator',
    'Bob (admin)',
    '\u2605 Owner',
    '\u13AAdmin',
    'ev3ryone',
  ])('%j reads like the server or its staff', async displayName => {
    expect(await register(await world(), 'mallory', displayName)).toBe('display-name-taken');
  });

  test.each(['Admin', '\u0430dmin', 'ad\u200Bmin', 'System', 'SERV\u0415R'])('%j is reserved', async displayName => {
    expect(await register(await world(), 'mallory', displayName)).toBe('display-name-taken');
  });

  test.each(['alice', 'a1ice', 'al.ice'])('is compared with a login that comes later: %j', async login => {
    const made = await world();
    expect(await register(made, 'mallory', 'Al\u00EDce')).toBe('ok');
    expect(await register(made, login)).toBe('name-alike');
    await made.restart();
    expect(await register(made, login)).toBe('name-alike');
    expect(await register(made, 'bob')).toBe('ok');
  });

  test('is compared again after it could not be, and when two come at once one is refused', async () => {
    const accounts = [{name: 'alice', displayName: 'Wonder'}] as Account[];
    let failures = 1;
    const names = openDisplayNames({
      hasDisplayNames: async () => true,
      async accountList({afterName = ''}) {
        if (failures-- > 0) throw new ChatError('storage-failed');
        return accounts.filter(({name}) => name > afterName);
      },
    });
    const codeOf = (name: string, displayName: string) =>
      names.claim({name, displayName}, async () => 'ok').catch((error: ChatError) => error.code);
    expect(await codeOf('mallory', 'Alice')).toBe('storage-failed');
    expect(await codeOf('mallory', 'Alice')).toBe('display-name-taken');
    expect(await codeOf('wonder', '')).toBe('name-alike');
    expect((await Promise.all([codeOf('bob', 'Robert'), codeOf('joe', 'R0bert')])).toSorted()).toEqual([
      'display-name-taken',
      'ok',
    ]);
    const fails = names.claim({name: 'eve', displayName: 'Eva'}, async () => {
      throw new ChatError('busy');
    });
    await expect(fails).rejects.toMatchObject({code: 'busy'});
    expect(await codeOf('eva', '')).toBe('ok');
  });

  test('may be like one’s own login, and is free again when the account was not made', async () => {
    const made = await world();
    expect(await register(made, 'ann', 'Ann')).toBe('ok');
    expect(await register(made, 'ann', 'Zo\u00EB')).toBe('name-taken');
    expect(await register(made, 'zoe', 'Zo\u00EB')).toBe('ok');
    expect(await register(made, 'joe', 'Jos\u00E9')).toBe('ok');
  });

  test('is free again at once when its account was deleted, and so is what looks like its login', async () => {
    const made = await world();
    expect(await register(made, 'ann', 'Zo\u00EB')).toBe('ok');
    expect(await register(made, 'bob', 'Bob Smith')).toBe('ok');
    expect(await register(made, 'carol')).toBe('ok');
    for (const name of ['bob', 'carol']) await made.server.runConsole(`delete-account @${name}`);
    expect(await register(made, 'bob2', 'Bob Smith')).toBe('ok');
    expect(await register(made, 'dave', 'C\u0430rol')).toBe('display-name-mixed');
    expect(await register(made, 'dave', 'Carol')).toBe('ok');
    expect(await register(made, 'eve', 'Zoe')).toBe('display-name-taken');
  });

  test('is compared with logins that were being made when the first one of them came', async () => {
    const made = await world();
    const codes = await Promise.all([register(made, 'robert'), register(made, 'mallory', 'Robert')]);
    expect(['ok display-name-taken', 'name-alike ok']).toContain(codes.join(' '));
  });
});
