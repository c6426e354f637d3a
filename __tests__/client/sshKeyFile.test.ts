/** Key files of SSH: those that `ssh-keygen` made sign what a server takes, encrypted ones with their passphrase. */
import {expect, test} from '@jest/globals';
import {openKeyFile} from '../../src/client/line/sshKeyFile.ts';
import {isSignedBy} from '../../src/server/signIn/sshSignature.ts';
import {readSshKey} from '../../src/shared/access/sshKey.ts';
import {keyFile, openShelf, PASSPHRASE} from '../support/keys/sshKeyFiles.ts';

test.each(['ed25519', 'ecdsa256', 'ecdsa521', 'rsa', 'rsaPem'])('%s signs as its public half says', async name => {
  const key = keyFile(name);
  const {put, path} = openShelf();
  put(key.file);
  const {blob, sign} = await openKeyFile(path);
  expect(blob).toEqual(readSshKey(key.line)?.blob);
  // Numbers of a signature are short now and then, which a server must take as well.
  for (let round = 0; round < 20; round++) {
    const data = Buffer.from(`what is signed ${round}`);
    const signature = (await sign(data))!;
    expect([isSignedBy(blob, data, signature), isSignedBy(blob, Buffer.from('other'), signature)]).toEqual([
      true,
      false,
    ]);
  }
});

test.each(['ed25519Encrypted', 'ecdsa384Encrypted', 'rsaPkcs8Encrypted'])('%s asks for its passphrase', async name => {
  const key = keyFile(name);
  const {put, path, codeOf} = openShelf();
  put(key.file);
  expect([await codeOf(), await codeOf(''), await codeOf('wrong')]).toEqual([
    'ssh-passphrase-needed',
    'ssh-passphrase-needed',
    'ssh-passphrase-wrong',
  ]);
  const {blob, sign} = await openKeyFile(path, PASSPHRASE);
  expect(isSignedBy(blob, Buffer.from('x'), (await sign(Buffer.from('x')))!)).toBe(true);
  expect(blob).toEqual(readSshKey(key.line)?.blob);
});
