/** Other ways in from the start screen: a code of the second factor, one that is set up on the way, an SSH key. */
import {expect, test} from '@jest/globals';
import {ChatError} from '../../src/shared/errors.ts';
import {ctrl, ENTER, ESC, TAB} from '../support/screen/pilot.ts';
import {RECOVERY_CODES, startPilot, type StartPilot, type StartWorld} from '../support/screen/startPilot.ts';

const SERVER = {fixedServer: 'chat.example'};
const ALLOWS = {facts: {protocol: {minor: 1, capabilities: ['sshKeys', 'secondFactor']}}};

/** Asks for a second factor until one was set up. */
async function asking(world: StartWorld = {}): Promise<StartPilot> {
  let isSetUp = false;
  const one: StartPilot = await startPilot({
    ...SERVER,
    ...world,
    async login() {
      isSetUp = one.asked.includes('factor anna confirm');
      if (!isSetUp) throw new ChatError('second-factor-missing');
    },
  });
  await one.until('Log in to');
  await one.press('correct horse', ENTER);
  return one;
}

test.each([
  [80, 24, true],
  [120, 40, true],
  [50, 20, false],
])('on %d×%d a server that asks for a second factor leads through it, then lets in', async (columns, rows, hasQr) => {
  const one = await asking({columns, rows});
  await one.until('Give this to your authenticator');
  expect(/[█▀▄]{5}/.test(one.text())).toBe(hasQr);
  if (hasQr) await one.press(TAB);
  await one.until('GEZD GNBV GY3T QOJQ');
  await one.press('000000', ENTER);
  await one.until('This code is not good.');
  await one.press('123456', ENTER);
  await one.until('Recovery codes');
  for (const code of RECOVERY_CODES) expect(one.text()).toContain(code);
  // They are shown this once: Esc does not leave them.
  await one.press(ESC);
  await one.until('They are shown this once.');
  await one.press(ENTER);
  const which = Number(/Type code (\d+)/.exec(one.text())?.[1]);
  expect(one.text()).not.toContain(RECOVERY_CODES[which - 1]);
  await one.press('aaaa', ENTER);
  await one.until('This is not code');
  await one.press(RECOVERY_CODES[which - 1]!.toUpperCase().replaceAll('-', ' '), ENTER);
  await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
  expect(one.asked.filter(asked => asked.startsWith('factor'))).toEqual([
    'factor anna begin',
    'factor anna confirm',
    'factor anna confirm',
  ]);
});

test('Esc goes back to the form, Ctrl+C leaves', async () => {
  const one = await asking();
  await one.until('Give this to your authenticator');
  await one.press(ESC);
  await one.until('This server asks for a second factor.');
  expect(one.text()).toContain('Log in to');
  await one.press(ENTER);
  await one.until('Give this to your authenticator');
  await one.press(ctrl('c'));
  await expect(one.whenClosed).resolves.toEqual({kind: 'quit'});
  expect(one.asked).toContain('discard');
});

test('Ctrl+K logs in by SSH key, and asks for its passphrase where it has one', async () => {
  const one = await startPilot({...SERVER, ...ALLOWS, sshKeys: '/home/anna/.ssh/id_ed25519'});
  await one.until('Ctrl+K SSH key');
  await one.press(ctrl('k'));
  await one.until('/home/anna/.ssh/id_ed25519');
  expect(one.text()).not.toMatch(/Password/);
  await one.press(ENTER);
  await one.until(/Type its\s+passphrase/);
  await one.press('wrong', ENTER);
  await one.until(/This is not the\s+passphrase/);
  await one.press('open sesame', ENTER);
  await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
  expect(one.text()).not.toContain('open sesame');
  expect(one.asked).toEqual(['connect chat.example', 'ssh anna', 'ssh anna wrong', 'ssh anna open sesame', 'save']);
});

test('it is offered only where there is a key, and a server that takes one', async () => {
  for (const world of [
    {...SERVER, ...ALLOWS},
    {...SERVER, sshKeys: 'the SSH agent'},
  ]) {
    const one = await startPilot(world);
    await one.until('Log in to');
    expect(one.text()).not.toContain('Ctrl+K');
    await one.press(ctrl('k'));
    expect(one.text()).toContain('Password');
  }
});

test('where a server asks for an SSH key, the first one is added with the password that was right', async () => {
  const asked: unknown[] = [];
  const one = await startPilot({
    ...SERVER,
    ...ALLOWS,
    sshKeys: 'the SSH agent',
    login: () => Promise.reject(new ChatError('ssh-key-missing')),
    async loginBySsh(_connected, account) {
      asked.push(account);
    },
  });
  await one.until('Log in to');
  await one.press('correct horse', ENTER);
  await one.until(/Enter adds this one\s+to your account/);
  await one.press(ENTER);
  await expect(one.whenClosed).resolves.toMatchObject({kind: 'loggedIn'});
  expect(asked).toEqual([{name: 'anna', password: 'correct horse'}]);
});
