import {describe, expect, test} from '@jest/globals';
import {ChatError} from '../../src/shared/errors.ts';
import {BACKSPACE, ctrl, DOWN, ENTER, ESC, LEFT, TAB, UP} from '../support/pilot.ts';
import {startPilot} from '../support/startPilot.ts';

const FRESH = {hasOwner: false};

describe('the first start', () => {
  test('Enter, the name, a password twice: the first account is told that it owns the server', async () => {
    const one = await startPilot({facts: FRESH, suggestedName: 'tom'});
    expect(one.text()).toMatch(/> Host a chat here[^]*Join a chat[^]*Quit/);
    await one.press(ENTER);
    await one.until('You are the first: this account will own the server.');
    expect(one.text()).toMatch(/Name +tom/);
    await one.press(ENTER, 'long enough', ENTER, 'long enough');
    expect(one.text()).not.toContain('long enough');
    await one.press(ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked).toEqual(['host', 'connect http://127.0.0.1:7420', 'register tom long enough', 'save']);
    expect(one.isAlternate()).toBe(false);
  });

  test('there is nothing to log in to before the first account', async () => {
    const one = await startPilot({facts: FRESH});
    await one.press(ENTER);
    await one.until('You are the first');
    await one.press(ctrl('r'));
    expect(one.text()).toContain('There is no account on this server yet.');
  });

  test('a server that does not start is said in the menu', async () => {
    const one = await startPilot({
      startEmbedded: () => Promise.reject(new ChatError('host-failed', 'The disk is full.')),
    });
    await one.press(ENTER);
    await one.until('The disk is full.');
    expect(one.text()).toContain('> Host a chat here');
  });
});

describe('logging in', () => {
  const atLogin = async (world: Parameters<typeof startPilot>[0] = {}) => {
    const one = await startPilot(world);
    await one.press(ENTER);
    await one.until('Log in to 127.0.0.1:7420');
    return one;
  };

  test('the name is there, the password is asked for', async () => {
    const one = await atLogin();
    await one.press('correct horse', ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked.slice(2)).toEqual(['login anna correct horse', 'save']);
  });

  test('a wrong password is said in the form, with the name kept and the password gone', async () => {
    const one = await atLogin();
    await one.press('wrong', ENTER);
    await one.until('Wrong name or wrong password.');
    expect(one.text()).toMatch(/Name +anna/);
    expect(one.text()).not.toContain('•');
    await one.press('correct horse', ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
  });

  test('a name may be typed with capitals', async () => {
    const one = await atLogin({suggestedName: ''});
    await one.press('Anna', ENTER, 'correct horse', ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
  });

  test('Ctrl+R makes a new account instead, and a taken name stays to be changed', async () => {
    const one = await atLogin();
    await one.press(ctrl('r'), TAB, 'long enough', TAB, 'long enough', ENTER);
    await one.until('The name anna is taken.');
    await one.press(BACKSPACE, 'e', TAB, TAB, ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked).toContain('register anne long enough');
  });

  test.each([
    ['a short password', ['short', ENTER, 'short', ENTER], 'A password has at least 8 characters.'],
    ['two that differ', ['long enough', ENTER, 'long enouhg', ENTER], 'The passwords differ.'],
  ])('%s is not sent', async (_title, keys, sentence) => {
    const one = await atLogin();
    await one.press(ctrl('r'), ENTER, ...keys);
    expect(one.text()).toContain(sentence);
    expect(one.asked).toHaveLength(2);
  });

  test('a name that cannot be one is said before anything is sent', async () => {
    const one = await atLogin({suggestedName: 'no spaces'});
    await one.press('some password', ENTER);
    expect(one.text()).toContain('A name has 2 to 32 characters');
    expect(one.asked).toHaveLength(2);
  });

  test.each([
    ['closed', 'This server takes no new accounts. Ask its owner.'],
    ['invite', 'This server takes new accounts by invitation only.'],
  ] as const)('with registration %s a new account is refused in a sentence', async (registration, sentence) => {
    const one = await atLogin({facts: {registration}});
    expect(one.text()).not.toContain('Ctrl+R');
    await one.press(ctrl('r'));
    expect(one.text()).toContain(sentence);
  });

  test('an invitation leads to a new account', async () => {
    const one = await startPilot({facts: {registration: 'invite'}, inviteCode: 'abc'});
    await one.press(ENTER);
    await one.until('New account on');
    expect(one.text()).toContain('Password again');
  });

  test('--user has its name fixed', async () => {
    const one = await startPilot({fixedServer: 'http://127.0.0.1:7420', fixedUser: 'anna', suggestedName: 'root'});
    await one.until(/Name +anna/);
    await one.press(UP, 'correct horse', ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked).toEqual(['connect http://127.0.0.1:7420', 'login anna correct horse', 'save']);
  });
});

describe('without a keychain', () => {
  const atQuestion = async (world: Parameters<typeof startPilot>[0] = {}) => {
    const one = await startPilot({hasKeychain: false, ...world});
    await one.press(ENTER);
    await one.until('Log in to');
    await one.press('correct horse', ENTER);
    await one.until('Stay logged in?');
    return one;
  };

  test.each([
    ['memory only is what Enter takes', [ENTER], 'save memory'],
    ['Esc keeps nothing', [ESC], 'save memory'],
    ['a file is one key further', [DOWN, ENTER], 'save file'],
  ])('%s', async (_title, keys, saved) => {
    const one = await atQuestion();
    await one.press(...keys);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked.at(-1)).toBe(saved);
  });

  test('a login that cannot be kept is no reason to stay out', async () => {
    const one = await startPilot({
      saveToken: (_connected, choice) =>
        choice === 'memory' ? Promise.resolve('saved') : Promise.reject(new ChatError('keychain-failed', 'locked')),
    });
    await one.press(ENTER);
    await one.until('Log in to');
    await one.press('correct horse', ENTER);
    await one.until('The keychain did not take the login (locked).');
    await one.press(ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
  });
});

describe('joining', () => {
  test('an address that nobody answers stays to be corrected', async () => {
    const one = await startPilot();
    await one.press(DOWN, ENTER, 'example.org:1', ENTER);
    await one.until('No server answers at example.org:1.');
    await one.press(BACKSPACE, '2', ENTER);
    await one.until('Log in to');
    expect(one.asked).toEqual(['connect example.org:1', 'connect example.org:2']);
  });

  test('a pasted link loses what came along with it, and presses no key', async () => {
    const one = await startPilot();
    await one.press(DOWN, ENTER);
    await one.paste('  http://chat.example.org:7420/join#abc\u0007\n\u0003ls\n');
    expect(one.text()).toContain('http://chat.example.org:7420/join#abc');
    expect(one.asked).toEqual([]);
    expect(one.escapes).toEqual([]);
    await one.press(ENTER);
    await one.until('Log in to');
    expect(one.asked).toEqual(['connect http://chat.example.org:7420/join#abc']);
  });

  test('keys that write nothing write nothing', async () => {
    const one = await startPilot();
    await one.press(DOWN, ENTER, 'hst', LEFT, LEFT, ctrl('a'), '\u001Bb', '\u001B[5~', 'o', ctrl('e'));
    expect(one.text()).toMatch(/Address +host/);
    await one.press(ctrl('u'), 'new');
    expect(one.text()).toMatch(/Address +new\n/);
  });
});

describe('going back', () => {
  test('Esc leads from each screen to the one before, and lets go of the connection', async () => {
    const one = await startPilot();
    await one.press(ENTER);
    await one.until('Log in to');
    await one.press(ESC);
    expect(one.text()).toContain('> Host a chat here');
    await one.press(DOWN, ENTER, ESC);
    expect(one.text()).toContain('> Join a chat');
    expect(one.asked.at(-1)).toBe('discard');
  });

  test('a connection that comes after Esc is let go', async () => {
    const answer = Promise.withResolvers<string>();
    const one = await startPilot({startEmbedded: () => answer.promise});
    await one.press(ENTER);
    expect(one.text()).toContain('Starting the server of this machine');
    await one.press(ESC, DOWN);
    answer.resolve('http://127.0.0.1:7420');
    await one.press(UP);
    expect(one.text()).toContain('> Host a chat here');
    expect(one.asked).toEqual([]);
  });

  test.each([
    ['the menu', []],
    ['the address', [DOWN, ENTER, 'x']],
    ['the login', [ENTER]],
  ])('Ctrl+C quits from %s and gives the terminal back', async (_title, keys) => {
    const one = await startPilot();
    await one.press(...keys, ctrl('c'));
    await expect(one.whenClosed).resolves.toEqual({kind: 'quit'});
    expect(one.isAlternate()).toBe(false);
  });

  test('a bug ends the screen and is told', async () => {
    const one = await startPilot({startEmbedded: () => Promise.reject(new TypeError('a bug'))});
    const ending = one.whenClosed.catch((error: unknown) => error);
    await one.press(ENTER);
    expect(await ending).toEqual(new TypeError('a bug'));
    expect(one.isAlternate()).toBe(false);
  });
});

test.each([
  [40, 12],
  [80, 24],
  [200, 50],
])('the longest form fits %i×%i, and follows a change of size', async (columns, rows) => {
  const one = await startPilot({columns, rows, suggestedName: 'anna'});
  await one.press(ENTER);
  await one.until('Log in to');
  await one.press(ctrl('r'), TAB, 'long enough', TAB, 'long enough', ENTER);
  await one.until('The name anna is taken.');
  for (const wanted of ['New account on', 'Name', 'Password again', 'Ctrl+R log in instead', 'Esc back']) {
    expect(one.text()).toContain(wanted);
  }
  await one.resize(60, 20);
  expect(one.text()).toContain('Password again');
  expect(one.droppedCount()).toBe(0);
});

test('what a server says cannot reach the terminal', async () => {
  const one = await startPilot({
    connect: () => Promise.reject(new ChatError('no-server', '\u001B[2J\u001B]0;owned\u0007\u202Eevil')),
  });
  await one.press(DOWN, ENTER, 'x', ENTER);
  await one.until('No server answers at');
  expect(one.text()).toContain('\uFFFDevil');
  expect(one.escapes).toEqual([]);
  expect(one.droppedCount()).toBe(0);
});
