/** A big paste asks before it goes out, whatever was done between the paste and Enter. */
import {expect, test} from '@jest/globals';
import {member, memberAgain} from '../client/support/member.ts';
import {alt, BACKSPACE, ctrl, DOWN, ENTER, pilot, UP, type Pilot} from '../support/screen/pilot.ts';
import {stage} from '../support/screen/stage.ts';
import {world} from '../support/world.ts';

const UNDO = '\u001F';
const LINES = 'line\n'.repeat(30);
const ASKS = 'Really send 31 lines, 150 bytes?';

async function pasted() {
  const {client} = stage();
  const sent: string[] = [];
  Object.assign(client.parts.outgoing, {write: async (_: number, {text}: {text: string}) => sent.push(text)});
  const one = await pilot(client);
  await one.press('before', ENTER);
  await one.paste(LINES);
  return {one, sent};
}

test.each<[string, (one: Pilot) => Promise<void>]>([
  ['Up and Down', one => one.press(UP, DOWN)],
  ['the same after Enter, which asked', one => one.press(ENTER, UP, DOWN)],
  ['a line of the history was changed', one => one.press(UP, 'x', DOWN)],
  ['a line of the history was sent', one => one.press(UP, ENTER)],
  ['it was taken back and made again', one => one.press(UNDO, alt('z'))],
  ['it was erased, and that taken back', one => one.press(BACKSPACE, UNDO)],
  ['it was cut and put back', one => one.press(ctrl('u'), ctrl('y'))],
])('%s', async (_title, between) => {
  const {one, sent} = await pasted();
  await between(one);
  const before = [...sent];
  await one.press(ENTER);
  expect(one.text()).toContain(ASKS);
  expect(sent).toEqual(before);
  await one.press(ENTER);
  expect(sent).toEqual([...before, LINES.trim()]);
});

test('the program was started again', async () => {
  const {url} = await world();
  const ann = await member(url, 'ann');
  const one = await pilot(ann.client);
  await one.until('#lobby >');
  await one.paste(LINES);
  one.close();
  await ann.client.close();
  const again = await memberAgain(url, ann);
  await again.sees('what was being written', ({drafts}) => drafts.length > 0);
  const next = await pilot(again.client);
  await next.press(ENTER);
  expect(next.text()).toContain(ASKS);
  expect(again.texts()).toEqual([]);
});
