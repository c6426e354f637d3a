/** A picture that somebody sends, in the built program: looked at before it is taken, and gone with the next key. */
import {afterAll, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, cleanUp, person, serve, temporaryFolder} from '../support/program.ts';
import {terminal} from '../support/terminal.ts';

afterAll(cleanUp);

/** Sixteen by eight, the left half red, the right one blue. */
const GIF =
  'R0lGODlhEAAIAIAAAP8AAAAA/yH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAEAAIAAACE4RvoauIzNyBSyYaLMDZcv15WAEAOw==';

test('half blocks and graphics, each with a line in words; off, the words alone', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  const bob = await account(server, 'bob');
  const path = join(temporaryFolder(), 'half.gif');
  writeFileSync(path, Buffer.from(GIF, 'base64'));
  expect((await alice.call(['send', '#lobby', '--file', path])).code).toBe(0);
  const look = async (images: string) => {
    const one = terminal({env: {...bob.env, CHAT_TUI_IMAGES: images, TERM: 'xterm-256color'}});
    await one.waitFor(/half\.gif/);
    await one.waitFor(/● .*online/);
    one.press('\u0013');
    await one.waitFor(/Enter|Esc/);
    one.press('o');
    return one;
  };
  const blocks = await look('auto');
  await blocks.waitFor(/GIF image, 16 × 8 pixels · any key comes back *\n▀{16} *\n/);
  blocks.press('x');
  await blocks.waitFor(/#lobby >/);
  blocks.kill();

  const kitty = await look('kitty');
  await kitty.waitFor('any key comes back');
  // eslint-disable-next-line no-control-regex -- Sequences are what is looked for.
  const picture = /\u001B_Ga=T,f=32,o=z,q=2,i=\d+,s=16,v=8,C=1,m=0;[\w+/=]+\u001B\\/;
  // The line of words is there a moment before it.
  await kitty.waitFor(() => picture.test(kitty.raw()));
  kitty.press('x');
  await kitty.waitFor(/#lobby >/);
  expect(kitty.raw()).toContain('\u001B_Ga=d');
  kitty.kill();

  const off = await look('off');
  await off.waitFor('GIF image, 16 × 8 pixels');
  expect(off.raw()).not.toMatch(/▀|\u001B_G/);
  off.kill();
}, 60_000);
