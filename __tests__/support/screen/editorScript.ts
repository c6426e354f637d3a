/** An external editor of one's own: a shell script, which gets the path of the text as `$1`. */
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {temporaryFolder} from '../program.ts';

export function editorScript(script: string): {VISUAL: string; EDITOR: string} {
  const path = join(temporaryFolder(), 'editor.sh');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o700);
  return {VISUAL: '', EDITOR: path};
}
