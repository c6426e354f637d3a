import {describe, expect, test} from '@jest/globals';
import {ChatError} from '../../src/shared/errors.ts';
import {BACKSPACE, ctrl, DOWN, ENTER, ESC, TAB, UP} from '../support/screen/pilot.ts';
import {startPilot} from '../support/screen/startPilot.ts';

const FRESH = {hasOwner: false};

describe('the first start', () => {
  test('Enter, the name, a password twice: the first account is told that it owns the server', async () => {
    const one = await startPilot({facts: FRESH, ownerCode: 'own_x', suggestedName: 'tom'});
    expect(one.text()).toMatch(/> Host a chat here[^]*Join a chat[^]*Quit/);
    await one.press(ENTER);
    await one.until('You are the first: this account will own the server.');
    expect(one.text()).toMatch(/Name +tom/);
    await one.press(ENTER, 'long enough', ENTER, 'long enough');
    expect(one.text()).not.toContain('long enough');
    await one.press(ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked).toEqual(['host', 'connect http://127.0.0.1:7420', 'register tom long enough', 'save']);
    // The screen goes on there, without a look at the shell in between.
    expect(one.isAlternate()).toBe(true);
  });

  test('without the owner code nobody is told that they will own it', async () => {
    const one = await startPilot({facts: FRESH});
    await one.press(ENTER);
    await one.until('Choose a name and a password of 8 characters or more.');
    expect(one.text()).not.toContain('You are the first');
    await one.press(ctrl('r'));
    await one.until('Log in to 127.0.0.1:7420');
  });

  test.each([
    ['without the owner code stays closed', undefined, 'Log in to 127.0.0.1:7420'],
    ['opens to who has the owner code', 'own_x', 'You are the first'],
  ])('a closed server without owner %s', async (_, ownerCode, shown) => {
    const facts = {hasOwner: false, registration: 'closed' as const};
    const one = await startPilot({facts, ...(ownerCode !== undefined && {ownerCode})});
    await one.press(ENTER);
    await one.until(shown);
    expect(one.text()).toContain(shown);
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

describe('servers nearby', () => {
  const PLACES = ['garden', 'office'].map((label, at) => ({
    address: `https://10.9.0.${at + 1}:7420`,
    label,
    note: `10.9.0.${at + 1}:7420, by invitation`,
  }));

  test('are looked for, chosen by arrows or number, and gone to like an address that was typed', async () => {
    const one = await startPilot({lookNearby: () => Promise.resolve(PLACES)});
    await one.press(DOWN, DOWN, ENTER);
    await one.until(/> garden +10\.9\.0\.1:7420, by invitation/);
    await one.press(DOWN, ENTER);
    await one.until('Log in to 127.0.0.1:7420');
    expect(one.asked).toEqual(['connect https://10.9.0.2:7420']);
    await one.press(ESC, 'n');
    await one.until(/> garden/);
    await one.press('2');
    await one.until('Log in to 127.0.0.1:7420');
    expect(one.asked.filter(what => what.startsWith('connect'))).toEqual(
      Array(2).fill('connect https://10.9.0.2:7420'),
    );
  });

  test('are none, cannot be looked for, or come too late', async () => {
    const one = await startPilot();
    await one.press('n');
    await one.until('No server announces itself');
    expect(one.text()).toContain('> Look nearby');
    const deaf = await startPilot({lookNearby: () => Promise.reject(new ChatError('nearby-none'))});
    await deaf.press('n');
    await deaf.until('This machine is on no network');
    const {promise, resolve} = Promise.withResolvers<typeof PLACES>();
    const late = await startPilot({lookNearby: () => promise});
    await late.press('n');
    await late.until('Looking around');
    await late.press(ESC, UP, ENTER);
    await late.until('HOST, HOST:PORT');
    resolve(PLACES);
    await late.press('x');
    await late.until(/Address +x/);
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

  test('a name that cannot be one is said as soon as it is typed', async () => {
    const one = await atLogin({suggestedName: ''});
    await one.press('no spaces', ENTER);
    expect(one.text()).toContain('A name has 2 to 32 characters');
    await one.press(ctrl('u'), 'anna', ENTER, 'correct horse', ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
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

  test('the owner of a server by invitation needs no other link; everybody else is told at once', async () => {
    const one = await startPilot({facts: {...FRESH, registration: 'invite'}});
    await one.press(ENTER);
    await one.until('Log in to');
    expect(one.text()).toContain('This server takes new accounts by invitation only.');
    const invited = await startPilot({facts: {...FRESH, registration: 'invite'}, ownerCode: 'own_x'});
    await invited.press(ENTER);
    await invited.until('You are the first');
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

  test('a new account with --user asks for a password and for nothing else', async () => {
    const one = await startPilot({fixedServer: 'http://127.0.0.1:7420', fixedUser: 'anne', suggestedName: 'root'});
    await one.until('Log in to');
    await one.press(ctrl('r'));
    await one.until('Choose a password of 8 characters or more for anne.');
    expect(one.text()).not.toContain('Choose a name');
    await one.press('correct horse', ENTER, 'correct horse', ENTER);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked).toContain('register anne correct horse');
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
