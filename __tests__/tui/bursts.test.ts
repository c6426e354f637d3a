/** Many characters in one read: fast fingers, a script, or a clipboard on a terminal that does not mark a paste. */
import {describe, expect, test} from '@jest/globals';
import {ctrl, ENTER, pilot} from '../support/pilot.ts';
import {world} from '../support/world.ts';
import {member} from '../client/support/member.ts';
import {stage} from '../support/stage.ts';

describe('several lines in one read', () => {
  test.each([
    ['with line feeds', 'first\nsecond\nthird\n'],
    ['with carriage returns', 'first\rsecond\rthird\r'],
    ['with both', 'first\r\nsecond\r\nthird'],
  ])('%s are put in as text and not sent', async (_title, burst) => {
    const made = await world();
    const {client} = await member(made.url, 'ann');
    const one = await pilot(client);
    await one.until('#lobby >');
    await one.press(burst);
    expect(one.text()).toMatch(/> first\n\s*second\n\s*third/);
    expect(client.getState().roomById[made.lobby]?.pending).toEqual([]);
    expect(client.getState().roomById[made.lobby]?.entries.filter(({kind}) => kind === 'message')).toEqual([]);
  });

  test('a long paste that comes in pieces stays one text, also where a piece has a single line', async () => {
    const one = await pilot(stage().client, {columns: 100, rows: 40});
    await one.press('one\rtwo\rthree\r', 'four\r');
    expect(one.text()).toMatch(/> one\n\s*two\n\s*three\n\s*four/);
  });
});

test('one line and Enter in one read is sent', async () => {
  const made = await world();
  const {client} = await member(made.url, 'ann');
  const one = await pilot(client);
  await one.until('#lobby >');
  await one.press(`hello from a script${ENTER}`);
  await one.until(/ann ✓ hello from a script/);
  expect(one.screen().at(-1)).toBe('#lobby >');
});

test('a form takes each Enter of a burst as a key', async () => {
  const made = stage();
  const one = await pilot(made.client);
  await one.press('/passwd', ENTER);
  await one.until('Old password');
  await one.press('old password\rnew password\rnew password\r');
  await one.until('Your password is changed.');
  expect(one.text()).not.toContain('Old password');
  expect(made.asked).toContain(
    `passwordChange ${JSON.stringify({oldPassword: 'old password', newPassword: 'new password'})}`,
  );
});

test('two lines with a key between them are keys', async () => {
  const one = await pilot(stage().client);
  await one.press(`wrong${ctrl('u')}right\n\n`);
  expect(one.text()).toContain('right');
  expect(one.text()).not.toContain('wrong');
});
