/** `admin backup`: backs up the running server's data on this machine; if the server is elsewhere, it makes the backup itself. */
import {expandPath} from '../../client/transfers/up/localPaths.ts';
import {plural} from '../../shared/text/figures.ts';
import type {BackupDone} from '../../server/backup/make.ts';
import {display} from '../../shared/text/safeText.ts';
import {sizeText} from '../../shared/text/sizeText.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Shell} from '../shell.ts';
import {backup} from '../../shared/admin/moving.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';
import {optionsOf} from '../adminOptions.ts';
import {readCount} from '../settings/values.ts';
import {PROGRAM_VERSION} from '../version.ts';

export const adminBackup: Verb = {
  name: 'admin backup',
  usage: '<folder>',
  summary: `${backup.summary}; - writes one to standard output`,
  prints: 'Backup',
  // If the reader stops early, the backup is incomplete, which must be an error.
  outlivesReader: true,
  settings: ['data'],
  options: [...optionsOf(backup), JSON_OPTION],
  examples: [
    ...backup.examples,
    ["chat-tui admin backup - | ssh other 'chat-tui restore - --data /var/lib/chat'", 'to another machine'],
  ],
  async run(shell, call) {
    const [folder = ''] = call.words;
    const typed = textOption(call, 'keep');
    const keep = typed === undefined ? undefined : readCount(typed, '--keep');
    if (keep === 0) throw new ChatError('settings-invalid', '--keep must be at least 1.');
    const dataDir = await shell.serverDir();
    const done = folder === '-' ? await toStream(shell, dataDir) : await toFolder(shell, {dataDir, folder, keep});
    await record(shell, folder === '-' ? 'a stream' : done.path);
    if (folder === '-') return;
    if (call.options.json === true) shell.printJson(done);
    else shell.print(display(sentenceOf(done), 'line'));
  },
};

interface Wanted {
  dataDir: string;
  folder: string;
  keep: number | undefined;
}

async function toFolder(shell: Shell, {dataDir, folder, keep}: Wanted): Promise<BackupDone> {
  const {makeBackup} = await import('../../server/backup/make.ts');
  const {progressOn} = await import('../output/progress.ts');
  const progress = progressOn(shell.stderr);
  try {
    return await makeBackup({
      dataDir,
      folder: expandPath(folder),
      keep,
      now: () => shell.now(),
      program: PROGRAM_VERSION,
      onProgress: (what, share) => progress.show(what, share),
    });
  } finally {
    progress.end();
  }
}

/** The backup is first made in the folder for temporary files and verified, then written to the stream. */
async function toStream(shell: Shell, dataDir: string): Promise<BackupDone> {
  if (shell.stdout.isTTY) throw new ChatError('backup-failed', 'a terminal is no place for it; use a pipe or a file');
  const {packBackup} = await import('../../server/backup/archive.ts');
  const {withTemporary} = await import('../ending/temporary.ts');
  const {tmpdir} = await import('node:os');
  return withTemporary(shell.env.TMPDIR ?? tmpdir(), async folder => {
    const done = await toFolder(shell, {dataDir, folder, keep: undefined});
    await packBackup(done.path, shell.stdout);
    return done;
  });
}

/** A running server records in its audit that all its data was copied. */
async function record(shell: Shell, place: string): Promise<void> {
  const {noteLocally} = await import('../account/adminWay.ts');
  await noteLocally(shell, 'backup', place);
}

const sentenceOf = ({path, bytes, files, linked, missing, differing}: BackupDone): string =>
  [
    `Saved ${sizeText(bytes)} in ${path}: the database and ${plural(files, 'file')}, ${linked} of them as in the backup before.`,
    ...(missing > 0 ? [`${missing} files were missing on the server’s disk already.`] : []),
    ...(differing > 0
      ? [
          `The bytes of ${plural(differing, 'file')} are not those that were sent; backup.json names them under “differing”.`,
        ]
      : []),
  ].join(' ');
