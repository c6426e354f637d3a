/** Many characters in one read: fast fingers, a script, or a clipboard on a terminal that does not mark a paste. */
import {describe, expect, test} from '@jest/globals';
import {alt, ctrl, ENTER, LEFT, pilot} from '../support/screen/pilot.ts';
import {submit} from '../../src/client/input/submit.ts';
import {world} from '../support/world.ts';
import {member} from '../client/support/member.ts';
import {stage} from '../support/screen/stage.ts';

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

describe('a line that begins like a path goes as it was at Enter', () => {
  async function ann() {
    const made = await world();
    const somebody = await member(made.url, 'ann');
    await submit(somebody.client, '/create zoo');
    somebody.client.dispatch({type: 'roomEntered', roomId: made.lobby});
    const one = await pilot(somebody.client);
    await one.until('#lobby >');
    return {somebody, one};
  }

  test('also when one types on at once', async () => {
    const {one, somebody} = await ann();
    await one.press(`"/etc/hosts" is wrong${ENTER}n`, `ext${ENTER}`);
    await somebody.sees('both', () => somebody.texts().length === 2);
    expect(somebody.texts()).toEqual(['"/etc/hosts" is wrong', 'next']);
  });

  test('also when the next line is entered at once', async () => {
    const {one, somebody} = await ann();
    await one.press(`"/etc/hosts" is wrong${ENTER}next${LEFT}${ENTER}and on`);
    await somebody.sees('both', () => somebody.texts().length === 2);
    expect(somebody.texts()).toEqual(['"/etc/hosts" is wrong', 'next']);
    expect(one.screen().at(-1)).toBe('#lobby > and on');
  });

  test('also when another room is entered at once', async () => {
    const {one, somebody} = await ann();
    await one.press(`"/etc/hosts" of the lobby${ENTER}${alt('2')}`);
    await somebody.sees('it', () => somebody.texts().includes('"/etc/hosts" of the lobby'));
    await one.press(alt('1'));
    expect(one.screen().at(-1)).toBe('#lobby >');
  });

  test('and comes back where it is refused, above what was typed since', async () => {
    const {one} = await ann();
    await one.press(`/etc/hosts is wrong${ENTER}next`);
    // The hint below the draft says the same before the disk has answered.
    await one.until(lines => lines.at(-1) === '         next');
    expect(one.screen().slice(-2)).toEqual(['#lobby > /etc/hosts is wrong', '         next']);
    expect(one.text()).toContain('There is no command /etc');
  });
});
