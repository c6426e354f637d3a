/** `/passwd`: what the form says, and when it goes. */
import {describe, expect, test} from '@jest/globals';
import type {Client} from '../../src/client/client.ts';
import {ChatError} from '../../src/shared/errors.ts';
import {ENTER, ESC, F1, pilot} from '../support/screen/pilot.ts';
import {stage} from '../support/screen/stage.ts';

const CHANGED = 'Your password is changed. All your other logins have ended.';

/** The form is filled in and sent; the server answers when the test says so. */
async function asked() {
  const answer = Promise.withResolvers<object>();
  const {client} = stage();
  const one = await pilot(Object.assign(client, {request: () => answer.promise}) as Client, {columns: 120});
  await one.press('/passwd', ENTER);
  await one.until('Old password');
  await one.press('old password', ENTER, 'new password', ENTER, 'new password', ENTER);
  expect(one.text()).toContain('Changing…');
  return {one, answer};
}

describe('changing the password', () => {
  test('the form closes by itself, and the status line says that it is done', async () => {
    const {one, answer} = await asked();
    answer.resolve({});
    await one.until(CHANGED);
    expect(one.text()).not.toContain('Old password');
  });

  test('a wrong old password is said in the form, which stays', async () => {
    const {one, answer} = await asked();
    answer.reject(new ChatError('login-failed'));
    await one.until('This is not your old password.');
    expect(one.text()).toContain('Old password');
    await one.press(ESC);
    expect(one.text()).not.toContain('Old password');
  });

  test('what lies on the screen instead of the form by then stays', async () => {
    const {one, answer} = await asked();
    await one.press(ESC, F1);
    answer.resolve({});
    await one.until(CHANGED);
    expect(one.text()).toContain('╭─ Help ─');
  });

  test('whoever has closed the form is told all the same that it did not work', async () => {
    const {one, answer} = await asked();
    await one.press(ESC);
    answer.reject(new ChatError('login-failed'));
    await one.until('Wrong name or wrong password.');
    expect(one.text()).not.toContain('Old password');
  });
});

test('a space at the end of one read is a part of what is typed; of a paste it is none', async () => {
  const made = stage();
  const one = await pilot(made.client);
  await one.press('/passwd', ENTER);
  await one.until('Old password');
  await one.paste(' old password\n');
  await one.press(ENTER, 'correct horse battery ', 'staple', ENTER);
  await one.press('correct horse battery ', 'staple', ENTER);
  await one.until('Your password is changed.');
  expect(made.asked).toContain(
    `passwordChange ${JSON.stringify({oldPassword: 'old password', newPassword: 'correct horse battery staple'})}`,
  );
});
