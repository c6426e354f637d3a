/** `admin export` and `admin import`: rooms as JSON lines, from the data folder on this machine, and into its running server. */
import {createWriteStream} from 'node:fs';
import {join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {expandPath} from '../../client/transfers/up/localPaths.ts';
import {exportRooms, importRooms} from '../../shared/admin/moving.ts';
import {readAdminWords} from '../../shared/admin/words.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {parseRoom} from '../account/target.ts';
import {printTable} from '../output/printTable.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';
import {PROGRAM_VERSION} from '../version.ts';
import {optionsOf} from '../adminOptions.ts';

export const adminExport: Verb = {
  name: 'admin export',
  usage: '[room]',
  summary: exportRooms.summary,
  prints: 'Exported',
  // If the reader stops early, the export is incomplete, which must be an error.
  outlivesReader: true,
  settings: ['data'],
  options: [...optionsOf(exportRooms), JSON_OPTION],
  examples: exportRooms.examples,
  async run(shell, call) {
    const {writeRooms: write} = await import('../../server/moving/export.ts');
    const {noteLocally} = await import('../account/adminWay.ts');
    const [typed] = call.words;
    if ((typed === undefined) !== (call.options.all === true))
      throw new ChatError('command-usage', "chat-tui admin export '#ROOM' or chat-tui admin export --all");
    const room = typed === undefined ? undefined : parseRoom(typed);
    const to = textOption(call, 'to');
    const files = textOption(call, 'files');
    if (to === undefined && call.options.json === true)
      throw new ChatError('command-usage', 'with --json, say where the export goes with --to FILE');
    const done = await write({
      dataDir: await shell.serverDir(),
      room,
      to: to === undefined ? shell.stdout : expandPath(to),
      files: files === undefined ? undefined : expandPath(files),
      now: () => shell.now(),
      program: PROGRAM_VERSION,
    });
    await noteLocally(shell, 'export', `${room === undefined ? 'everything' : `#${room}`} to ${to ?? 'a stream'}`);
    if (call.options.json === true) shell.printJson(done);
    else if (to !== undefined) await printTable(shell, [[...exportRooms.cells(done)]]);
  },
};

export const adminImport: Verb = {
  name: 'admin import',
  usage: '<file>',
  summary: `${importRooms.summary}; - reads it from standard input`,
  prints: 'Imported',
  settings: ['data'],
  options: [...optionsOf(importRooms), JSON_OPTION],
  examples: importRooms.examples,
  async run(shell, call) {
    const [path = ''] = call.words;
    if (path !== '-') return take(shell, call, expandPath(path));
    const {withTemporary} = await import('../ending/temporary.ts');
    const {outputTrouble} = await import('../../server/backup/bytes.ts');
    // Standard input is copied to the data folder, which the server can certainly read; `/tmp` may be private to each process.
    return withTemporary(await shell.serverDir(), async folder => {
      const copy = join(folder, 'import.jsonl');
      await pipeline(shell.stdin, createWriteStream(copy, {mode: 0o600})).catch((error: unknown) => {
        const why = outputTrouble((error as NodeJS.ErrnoException).code);
        throw why === undefined ? error : new ChatError('import-failed', `${why} (${folder})`, {cause: error});
      });
      return take(shell, call, copy);
    });
  },
};

/** The server reads the file itself, so the path must be valid on its machine. */
async function take(shell: Shell, call: Call, path: string): Promise<undefined> {
  const {withAdmin} = await import('../account/adminWay.ts');
  const files = textOption(call, 'files');
  const options = {...call.options, ...(files !== undefined && {files: expandPath(files)})};
  const args = readAdminWords('import', {words: [path], options}, 'chat-tui admin ');
  const meant = call.options.data === undefined ? 'here' : 'named';
  const {rows} = await withAdmin(shell, meant, ({ask}) => ask({name: 'import', args}));
  const {readRows} = await import('../../shared/admin/schemas.ts');
  const {cellsOf} = await import('../../shared/admin/table.ts');
  const read = readRows('import', rows);
  if (call.options.json === true) for (const row of read) shell.printJson(row);
  else
    for (const row of cellsOf('import', read)) shell.print(display(row.filter(cell => cell !== '').join(', '), 'line'));
  return undefined;
}
