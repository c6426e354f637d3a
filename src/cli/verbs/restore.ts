/** `restore`: puts a backup into a data folder where none is, on this or another machine. */
import {resolve} from 'node:path';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {display} from '../../shared/text/safeText.ts';
import type {Restored} from '../../server/backup/restore.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

export const restore: Verb = {
  name: 'restore',
  usage: '<backup>',
  summary: 'put a backup of a server into its data folder, which must be empty; - reads it from standard input',
  prints: 'Restored',
  settings: ['data'],
  options: [JSON_OPTION, {flags: '--check', meaning: 'only read all of the backup and say whether it is whole'}],
  examples: [
    ['chat-tui restore /backup/chat --data /var/lib/chat', 'the newest of the folder; one of them by its own name'],
    ['chat-tui restore /backup/chat --check', 'nothing is written'],
  ],
  async run(shell, call) {
    const [from = ''] = call.words;
    if (call.options.check === true) return check(shell, from);
    const restored = await (from === '-' ? fromStream(shell) : restoreFrom(shell, from));
    if (call.options.json === true) shell.printJson(restored);
    else
      shell.print(
        display(
          `Restored what was saved at ${dateTimeOf(restored.madeAtMs)} into ${restored.dataDir}: ` +
            `${restored.entries} entries, ${restored.files} files. Start it with: ${shell.programName} serve --data ` +
            `${restored.dataDir}`,
          'line',
        ),
      );
    return undefined;
  },
};

async function check(shell: Shell, from: string): Promise<undefined> {
  const {verifyBackup} = await import('../../server/backup/restore.ts');
  const {path, manifest} = await verifyBackup(resolve(from));
  shell.print(
    display(`${path} is whole: saved at ${dateTimeOf(manifest.madeAtMs)}, ${manifest.entries} entries.`, 'line'),
  );
  return undefined;
}

async function restoreFrom(shell: Shell, from: string): Promise<Restored> {
  const {restoreBackup} = await import('../../server/backup/restore.ts');
  const {progressOn} = await import('../output/progress.ts');
  const progress = progressOn(shell.stderr);
  try {
    return await restoreBackup({
      from: resolve(from),
      dataDir: await shell.serverDir(),
      onProgress: (what, share) => progress.show(what, share),
    });
  } finally {
    progress.end();
  }
}

async function fromStream(shell: Shell): Promise<Restored> {
  const {unpackBackup, withFolder} = await import('../../server/backup/archive.ts');
  const {tmpdir} = await import('node:os');
  return withFolder(shell.env.TMPDIR ?? tmpdir(), async folder => {
    await unpackBackup(shell.stdin, folder);
    return {...(await restoreFrom(shell, folder)), from: '-'};
  });
}
