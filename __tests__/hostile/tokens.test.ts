/** Secrets that would go to the wrong server: a kept login, a token of the environment. */
import {spawn} from 'node:child_process';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {loadToken, saveToken} from '../../src/client/credentials/credentials.ts';
import {terminal} from '../support/screen/terminal.ts';
import {account, cleanUp, person, serve, temporaryFolder, type Person} from '../support/program.ts';

afterEach(cleanUp);

const UNNAMED = {CHAT_TUI_SERVER: ''};
/** A folder that was there before is not the server's own. */
const SERVER = join('server', 'chat-tui');
const TOKEN = `ct_${'t'.repeat(43)}`;

async function write(home: string, folder: string, name: string, value: object): Promise<void> {
  await mkdir(join(home, folder), {recursive: true, mode: 0o700});
  await writeFile(join(home, folder, name), JSON.stringify(value), {mode: 0o600});
}

/** A process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-v'], {stdio: 'ignore'});
  await new Promise(resolve => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('B59 a login', () => {
  test.each([
    ['https://chat.example:7420', 'http://chat.example:7420'],
    ['http://chat.example:7420', 'https://chat.example:7420'],
    ['https://chat.example:7420', 'https://chat.example:7421'],
  ])('that was kept for %s is not there for %s', async (serverUrl, other) => {
    const place = {store: 'file', name: 'ann', dir: temporaryFolder()} as const;
    await saveToken({...place, serverUrl}, TOKEN);
    expect(await loadToken({...place, serverUrl})).toBe(TOKEN);
    expect(await loadToken({...place, serverUrl: other})).toBeUndefined();
  });

  test('goes to nobody who answers on the port of one’s own server after that died', async () => {
    const impostor = await serve(person());
    const me = await account(impostor, 'ann');
    const ask = () => me.call(['whoami'], {env: UNNAMED});
    await write(me.home, SERVER, 'embedded.json', {url: impostor.url});
    const own = (pid: number) => write(me.home, SERVER, 'server.json', {url: impostor.url, pid, version: '1'});
    await own(await deadPid());
    expect((await ask()).code).toBe(4);
    // Named in so many words, it is still the address of one's own server, and somebody else.
    expect((await me.call(['whoami'])).code).toBe(4);
    await own(process.pid);
    expect((await ask()).code).toBe(0);
  });
});

describe('B59 a token of the environment', () => {
  test('goes to a server that a link names only when that is asked for', async () => {
    const server = await serve(person());
    const ann = await account(server, 'ann');
    const folder = join(ann.home, 'client', 'logins');
    const [file = ''] = await readdir(folder);
    const CHAT_TUI_TOKEN = (await readFile(join(folder, file), 'utf8')).trim();
    const {env} = person(undefined, {CHAT_TUI_TOKEN});
    const unasked = terminal({env, args: ['join', server.joinLink]});
    await unasked.waitFor(/Log in to 127/);
    const asked = terminal({env, args: ['join', server.joinLink, '--use-token']});
    await asked.waitFor(/^#lobby >/m);
    expect(unasked.screen()).not.toContain('#lobby');
  });

  test('goes to the server that was named, and to none that was only used last', async () => {
    const server = await serve(person());
    const ann = await account(server, 'ann');
    const folder = join(ann.home, 'client', 'logins');
    const [file = ''] = await readdir(folder);
    const CHAT_TUI_TOKEN = (await readFile(join(folder, file), 'utf8')).trim();
    const script: Person = person();
    await write(script.home, 'state', 'remembered.json', {server: server.url});
    const ask = (env: Record<string, string>) => script.call(['whoami'], {env: {CHAT_TUI_TOKEN, ...env}});
    // Nobody is asked anything.
    expect(await ask({})).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining('set CHAT_TUI_SERVER')});
    expect((await ask({CHAT_TUI_SERVER: server.url})).code).toBe(0);
    expect((await ask({CHAT_TUI_SERVER: server.url.replace('http:', 'https:')})).code).toBe(3);
  });
});
