/**
 * Two servers in one window of the built program: added, there again at the next start, and meant by their names in the shell.
 */
import {afterEach, expect, test} from '@jest/globals';
import {account, cleanUp, person, serve} from '../support/program.ts';
import {write} from '../support/screen/screens.ts';
import {KEY, terminal} from '../support/screen/terminal.ts';

afterEach(cleanUp);

test('what is added stays for the next start, with its name, its login and what waits for it', async () => {
  const [work, home] = await Promise.all([serve(person()), serve(person())]);
  const ann = await account(work, 'ann');
  await account(home, 'ann', ann.home);
  const {CHAT_TUI_SERVER: _used, ...env} = ann.env;
  const somebody = person(ann.home, env);

  const first = terminal({env: somebody.env});
  await first.waitFor(/● .*online/);
  await write(first, `/server add ${work.url}`);
  await first.waitFor(`#lobby · ${work.url.slice(7)}`);
  await write(first, '/server rename work');
  await first.waitFor('#lobby · work');
  work.child.kill('SIGKILL');
  await first.waitFor(/▲ work/);
  await write(first, 'when you are back');
  await first.waitFor(/◌ when you are back/);
  await write(first, '/quit');
  await first.waitFor(/not sent yet: 1 for work/);
  first.press('q');
  expect(await first.exit).toMatchObject({code: 0});

  // The one that is down is in front again, and the other one beside it all the same.
  const second = terminal({env: somebody.env});
  await second.waitFor(shown => shown.includes('#lobby · work') && /▲ work/.test(shown) && /● \d/.test(shown));
  await second.waitFor(/◌ when you are back/);
  const ran = await somebody.call(['send', '--server', home.url.slice(7), '#lobby', 'by its name']);
  expect(ran).toMatchObject({code: 0, stderr: ''});
  second.press(KEY.ctrl('n'));
  await second.waitFor(/by its name/);
  expect((await somebody.call(['rooms', '--server', 'work'])).code).toBe(3);
  second.kill('SIGTERM');
  await second.exit;
});
