/** Key files of SSH as `ssh-keygen` made them, with their public halves; encrypted ones have `PASSPHRASE`. */
import {chmodSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openKeyFile} from '../../../src/client/line/sshKeyFile.ts';
import {ChatError} from '../../../src/shared/errors.ts';

const DATA = new URL('../../shared/data/sshKeys.json', import.meta.url);
const KEYS = JSON.parse(readFileSync(DATA, 'utf8')) as Record<string, {file: string; line: string}>;
export const PASSPHRASE = 'the passphrase';

export function keyFile(name: string): {file: string; line: string} {
  const key = KEYS[name];
  if (key === undefined) throw new Error(`no key ${name}`);
  return key;
}

/** Writes a key file; the next one takes its place. */
export function openShelf(): {path: string; put: (content: string, mode?: number) => void; codeOf: CodeOf} {
  const path = join(mkdtempSync(join(tmpdir(), 'chat-tui-keys-')), 'key');
  return {
    path,
    put(content, mode = 0o600) {
      writeFileSync(path, content, {mode: 0o600});
      chmodSync(path, mode);
    },
    codeOf: passphrase =>
      openKeyFile(path, passphrase).then(
        () => 'ok',
        (error: unknown) => (error instanceof ChatError ? error.code : String(error)),
      ),
  };
}

type CodeOf = (passphrase?: string) => Promise<string>;
