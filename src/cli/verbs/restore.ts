/** `restore`: restores a backup into a folder without data, on this or another machine. */
import {expandPath} from '../../client/transfers/up/localPaths.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {display} from '../../shared/text/safeText.ts';
import type {RestoredBackup} from '../../server/backup/restore.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Call, type Verb} from '../verb.ts';

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
    ['chat-tui admin backup - | chat-tui restore - --check', 'also of a stream'],
  ],
  async run(shell, call) {
    const [from = ''] = call.words;
    if (call.options.check === true) return check(shell, call, from);
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

async function check(shell: Shell, call: Call, from: string): Promise<undefined> {
  const {verifyBackup} = await import('../../server/backup/restore.ts');
  const {path, manifest} =
    from === '-'
      ? await unpacked(shell, async folder => ({...(await verifyBackup(folder)), path: from}))
      : await verifyBackup(expandPath(from));
  const {madeAtMs, entries, parts} = manifest;
  const files = Object.keys(parts).filter(part => part.startsWith('files/')).length;
  if (call.options.json === true) shell.printJson({from: path, madeAtMs, entries, files});
  else
    shell.print(
      display(
        `${from === '-' ? 'The backup' : path} is whole: saved at ${dateTimeOf(madeAtMs)}, ${entries} entries.`,
        'line',
      ),
    );
  return undefined;
}

async function restoreFrom(shell: Shell, from: string): Promise<RestoredBackup> {
  const {restoreBackup} = await import('../../server/backup/restore.ts');
  const {progressOn} = await import('../output/progress.ts');
  const progress = progressOn(shell.stderr);
  try {
    return await restoreBackup({
      from: expandPath(from),
      dataDir: await shell.serverDir(),
      onProgress: (what, share) => progress.show(what, share),
    });
  } finally {
    progress.end();
  }
}

const fromStream = (shell: Shell): Promise<RestoredBackup> =>
  unpacked(shell, async folder => ({...(await restoreFrom(shell, folder)), from: '-'}));

/** Unpacks a backup from standard input into a temporary folder. */
async function unpacked<T>(shell: Shell, use: (folder: string) => Promise<T>): Promise<T> {
  const {unpackBackup} = await import('../../server/backup/archive.ts');
  const {withTemporary} = await import('../ending/temporary.ts');
  const {tmpdir} = await import('node:os');
  return withTemporary(shell.env.TMPDIR ?? tmpdir(), async folder => {
    await unpackBackup(shell.stdin, folder);
    return use(folder);
  });
}
