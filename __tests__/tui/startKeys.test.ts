import {describe, expect, test} from '@jest/globals';
import {ChatError} from '../../src/shared/errors.ts';
import {BACKSPACE, ctrl, DOWN, ENTER, ESC, LEFT, TAB, UP} from '../support/screen/pilot.ts';
import {startPilot} from '../support/screen/startPilot.ts';

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

  test('a paste that does not end says how to end it, and the form goes on where it was', async () => {
    const one = await startPilot();
    await one.press(DOWN, ENTER, '\u001B[200~http://chat.example.org');
    await one.until('paste not finished · Ctrl+C ends it');
    expect(one.text()).toMatch(/Address +http:\/\/chat\.example\.org/);
    // Enter, right behind what came, is a part of it.
    await one.press(`:7420${ENTER}`);
    await new Promise(resolve => setTimeout(resolve, 350));
    await one.press(ctrl('c'));
    await one.until('Enter join');
    await one.press(ENTER);
    await one.until('Log in to');
    expect(one.asked).toEqual(['connect http://chat.example.org:7420']);
  });

  test('keys that write nothing write nothing', async () => {
    const one = await startPilot();
    await one.press(DOWN, ENTER, 'hst', LEFT, LEFT, ctrl('a'), '\u001Bb', '\u001B[5~', 'o', ctrl('e'));
    expect(one.text()).toMatch(/Address +host/);
    await one.press(ctrl('u'), 'new');
    expect(one.text()).toMatch(/Address +new\n/);
  });
});

describe('what is typed in one breath', () => {
  test('a whole form, as a password manager types it, goes into the right fields', async () => {
    const one = await startPilot({facts: {hasOwner: false}, ownerCode: 'own_x', suggestedName: ''});
    await one.press(ENTER);
    await one.until('You are the first');
    await one.press(`tom${TAB}long enough${TAB}long enough${ENTER}`);
    await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
    expect(one.asked).toContain('register tom long enough');
  });

  test('moves and characters are not lost between each other', async () => {
    const one = await startPilot();
    await one.press(DOWN + ENTER);
    await one.press(`hst${LEFT}${LEFT}o${LEFT}${BACKSPACE}g`);
    await one.until(/Address +gost/);
    expect(one.text()).toMatch(/Address +gost/);
  });

  test('what is typed behind a field that was just emptied stays in order', async () => {
    const one = await startPilot();
    await one.press(DOWN, ENTER, 'wrong.example.org');
    await one.press(`${ctrl('u')}right`);
    await one.press('.example.org');
    expect(one.text()).toMatch(/Address +right\.example\.org/);
  });

  test('what is typed while the server is asked does not end up in the form', async () => {
    const answer = Promise.withResolvers<void>();
    const one = await startPilot({login: () => answer.promise});
    await one.press(ENTER);
    await one.until('Log in to');
    await one.press('wrong', ENTER, 'impatient', ENTER);
    answer.reject(new ChatError('login-failed'));
    await one.until('Wrong name or wrong password.');
    expect(one.text()).not.toContain('•');
    expect(one.text()).not.toContain('impatient');
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
  ['anna', 'open', ' New here? Ctrl+R makes the account anna.'],
  ['nobody', 'open', ' New here? Ctrl+R makes the account nobody.'],
  ['nobody', 'invite', ' New here? Ask for a join link.'],
  ['anna', 'closed', ' '],
] as const)(
  '%s with a wrong password, registration %s: what is offered tells no names',
  async (name, registration, offer) => {
    const one = await startPilot({facts: {registration}, suggestedName: name});
    await one.press(ENTER);
    await one.until('Log in to');
    await one.press('wrong', ENTER);
    await one.until('Wrong name or wrong password.');
    const shown = one.text().replaceAll(/\s+/g, ' ');
    expect(shown).toContain(`Wrong name or wrong password.${offer}`);
  },
);
