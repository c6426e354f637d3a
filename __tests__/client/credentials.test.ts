/** Session tokens in files: nobody else can read them, and nothing that somebody else put there is used. */
import {chmod, mkdir, readdir, readFile, rename, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {deleteToken, loadToken, saveToken, type TokenPlace} from '../../src/client/credentials/credentials.ts';
import {temporaryFolder} from './support/member.ts';

const TOKEN = `ct_${'a'.repeat(43)}`;

async function place(changes: Partial<TokenPlace> = {}): Promise<TokenPlace & {path: string}> {
  const dir = await temporaryFolder();
  const path = join(dir, 'logins', 'ann%40127.0.0.1%3A7420');
  return {store: 'file', dir, serverUrl: 'http://127.0.0.1:7420', name: 'ann', path, ...changes};
}

describe('a token in a file', () => {
  test('is there for this account on this server only, until it is deleted', async () => {
    const one = await place();
    expect(await loadToken(one)).toBeUndefined();
    await saveToken(one, TOKEN);
    expect(await loadToken(one)).toBe(TOKEN);
    expect(await loadToken({...one, name: 'bob'})).toBeUndefined();
    expect(await loadToken({...one, serverUrl: 'http://127.0.0.1:7421'})).toBeUndefined();
    await saveToken(one, `${TOKEN}b`);
    expect(await loadToken(one)).toBe(`${TOKEN}b`);
    await deleteToken(one);
    await deleteToken(one);
    expect(await loadToken(one)).toBeUndefined();
  });

  test('can be read by its owner only, and no draft of it is left', async () => {
    const one = await place();
    await saveToken(one, TOKEN);
    expect((await stat(one.path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(one.dir, 'logins'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(one.dir, 'logins'))).toHaveLength(1);
  });

  test('closes a folder that was open', async () => {
    const one = await place();
    await mkdir(join(one.dir, 'logins'), {mode: 0o755});
    await saveToken(one, TOKEN);
    expect((await stat(join(one.dir, 'logins'))).mode & 0o777).toBe(0o700);
  });

  test.each(['0644', '0640', '0660'])('with mode %s is refused', async mode => {
    const one = await place();
    await saveToken(one, TOKEN);
    await chmod(one.path, Number.parseInt(mode, 8));
    await expect(loadToken(one)).rejects.toMatchObject({code: 'credentials-unsafe', detail: one.path});
  });

  test('behind a link is refused', async () => {
    const one = await place();
    await saveToken(one, TOKEN);
    await rename(one.path, `${one.path}-elsewhere`);
    await symlink(`${one.path}-elsewhere`, one.path);
    await expect(loadToken(one)).rejects.toMatchObject({code: 'credentials-unsafe'});
  });

  test.each([
    ['nothing', ''],
    ['two lines', `${TOKEN}\n${TOKEN}`],
    ['control characters', '\u001B]0;title\u0007'],
    ['far too much', 'x'.repeat(100_000)],
  ])('with %s in it is refused as damaged, and not touched', async (_what, content) => {
    const one = await place();
    await saveToken(one, TOKEN);
    await writeFile(one.path, content);
    await expect(loadToken(one)).rejects.toMatchObject({code: 'credentials-damaged'});
    expect(await readFile(one.path, 'utf8')).toBe(content);
  });

  test('that cannot be written says where', async () => {
    const one = await place();
    await writeFile(join(one.dir, 'logins'), 'in the way');
    await expect(saveToken(one, TOKEN)).rejects.toMatchObject({code: 'file-unwritable'});
  });
});

describe('other places', () => {
  test('memory keeps a token for this run', async () => {
    const one = await place({store: 'memory'});
    await saveToken(one, TOKEN);
    expect(await loadToken(one)).toBe(TOKEN);
    await deleteToken(one);
    expect(await loadToken(one)).toBeUndefined();
    expect(await readdir(one.dir)).toEqual([]);
  });

  test('a token given from outside is used and never kept', async () => {
    const one = await place({store: 'env', token: TOKEN});
    await saveToken(one, 'another');
    expect(await loadToken(one)).toBe(TOKEN);
    await deleteToken(one);
    expect(await readdir(one.dir)).toEqual([]);
  });
});
