/** A picture that somebody sends, in the built program: looked at before it is taken, and gone with the next key. */
import {afterAll, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {account, cleanUp, person, serve, temporaryFolder} from '../support/program.ts';
import {terminal} from '../support/screen/terminal.ts';

afterAll(cleanUp);

/** Sixteen by eight, the left half red, the right one blue. */
const GIF =
  'R0lGODlhEAAIAIAAAP8AAAAA/yH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAEAAIAAACE4RvoauIzNyBSyYaLMDZcv15WAEAOw==';

test('in the chat: below its words, as cells that move with the text; none too large, and none where they are off', async () => {
  const server = await serve(person());
  const alice = await account(server, 'alice');
  const bob = await account(server, 'bob');
  const path = join(temporaryFolder(), 'half.gif');
  writeFileSync(path, Buffer.from(GIF, 'base64'));
  expect((await alice.call(['send', '#lobby', '--file', path])).code).toBe(0);
  const open = async (env: Record<string, string>) => {
    const one = terminal({env: {...bob.env, TERM: 'xterm-256color', ...env}});
    await one.waitFor(/half\.gif/);
    await one.waitFor(/● .*online/);
    return one;
  };
  const one = await open({});
  const shown = /half\.gif.*\/get half\.gif *\n[^▀\n]* ▀{16} *\n[^▀\n]* ▀{16} *\n[^▀\n]* ▀{16} *\n[^▀\n]* ▀{16} *\n/;
  await one.waitFor(shown);
  const before = one.bytes().length;
  expect((await alice.call(['send', '#lobby', 'and something below it'])).code).toBe(0);
  await one.waitFor('and something below it');
  expect(one.screen()).toMatch(shown);
  // It was not written again.
  expect(one.raw().slice(before)).not.toContain('▀');
  one.kill();
  const never = await open({CHAT_TUI_IMAGE_SIZE: 'off'});
  const off = await open({CHAT_TUI_IMAGES: 'off'});
  const grey = await open({CHAT_TUI_IMAGES: 'kitty', NO_COLOR: '1'});
  for (const without of [never, off, grey]) {
    // A key that is drawn is later than what was on its way.
    without.press('x');
    await without.waitFor(/#lobby > x/);
    expect(without.screen()).not.toContain('▀');
  }
  off.kill();
  grey.kill();
  never.press('\u0015/get half.gif\r');
  await never.waitFor(/half\.gif[^]*▀{16}/);
  never.kill();
});

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
});
