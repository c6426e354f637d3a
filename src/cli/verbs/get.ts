/** `get`: downloads files of a room or conversation. */
import type {Client} from '../../client/client.ts';
import {labelOf} from '../../client/state/selectors.ts';
import type {FileView} from '../../shared/model.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {toFileLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {JSON_OPTION, pathOption, type Call, type Verb} from '../verb.ts';
import type {Shell} from '../shell.ts';

const toFile = (entry: Extract<Entry, {kind: 'file'}>, roomId: number): FileView => ({
  fileId: entry.fileId,
  roomId,
  seq: entry.seq,
  entryId: entry.id,
  name: entry.name,
  sizeBytes: entry.sizeBytes,
  sender: entry.sender,
  offeredAtMs: entry.sentAtMs,
  state: 'uploading',
  ...(entry.bundle && {bundle: entry.bundle}),
});

/**
 * A promise for each name: resolves to the existing file, unless it was withdrawn, or else to the next file of this name that is
 * offered.
 */
async function filesOffered(client: Client, roomId: number, names: readonly string[]): Promise<Promise<FileView>[]> {
  const {findFiles} = await import('../../client/actions/transfer.ts');
  const {isCalled} = await import('../../client/transfers/choice.ts');
  const {follow} = await import('../follow.ts');
  const fromSeq = (client.getState().roomById[roomId]?.room.lastSeq ?? 0) + 1;
  const there = await findFiles(client, roomId, names);
  const offers = there.map((file, index) => {
    const offered = Promise.withResolvers<FileView>();
    if (file && file.state !== 'cancelled') offered.resolve(file);
    return {...offered, name: names[index] ?? ''};
  });
  follow(client, {roomId, fromSeq}, entries => {
    for (const entry of entries) {
      if (entry.kind !== 'file') continue;
      for (const {name, resolve} of offers) if (isCalled(entry, name)) resolve(toFile(entry, roomId));
    }
  }).catch((error: unknown) => {
    for (const {reject} of offers) reject(error);
  });
  return offers.map(({promise}) => promise);
}

/** @throws file-not-found before any download starts */
async function filesThere(client: Client, roomId: number, names: readonly string[]): Promise<Promise<FileView>[]> {
  const {findFiles} = await import('../../client/actions/transfer.ts');
  const found = await findFiles(client, roomId, names);
  return found.map((file, index) => {
    if (!file) throw new ChatError('file-not-found', names[index]);
    return Promise.resolve(file);
  });
}

interface Taking {
  client: Client;
  /** Label of the room in `--json` output. */
  label: string;
}

/** Downloads a file. @returns a function that prints the result */
async function take(
  shell: Shell,
  call: Call,
  {client, label}: Taking,
  offered: Promise<FileView>,
): Promise<() => void> {
  const {fetchFile, transferFinished} = await import('../../client/actions/transfer.ts');
  const found = await offered;
  // The entry does not say whether the transfer is direct, so the server is asked.
  const file = found.state === 'uploading' ? await client.request('fileShow', {fileId: found.fileId}) : found;
  if (file.state === 'uploading' && file.directBytes === undefined)
    shell.tell(`Not all of ${file.name} is there yet; waiting for ${file.sender}.`);
  if (call.options.out === '-') {
    const {pipeFile} = await import('../posting/piped.ts');
    await pipeFile(shell, client, file);
    return () => undefined;
  }
  const transferId = await fetchFile(client, file, {
    folder: pathOption(call, 'out'),
    only: call.options.only as string[] | undefined,
    route: call.options.relay === true ? 'relay' : undefined,
  });
  const {path = ''} = await transferFinished(client, transferId);
  if (call.options.json !== true) return () => shell.print(display(path, 'line'));
  const whole = await client.request('fileShow', {fileId: file.fileId});
  return () => shell.printJson({...toFileLine(whole, label), path});
}

export const get: Verb = {
  name: 'get',
  usage: '<target> <name-or-id...>',
  summary: 'download files; it never overwrites one',
  prints: 'File',
  options: [
    {
      flags: '--out <dir>',
      meaning: 'folder to put them into, any that you can write, instead of the downloads folder; - is standard output',
    },
    {
      flags: '--wait',
      meaning: 'wait until files of these names are offered; each is taken while it is still being sent',
    },
    {flags: '--relay', meaning: 'over the server, also where there is a direct way to its sender'},
    {flags: '--only <names...>', meaning: 'of several files and folders that are offered as one, these alone'},
    JSON_OPTION,
  ],
  outlivesReader: true,
  examples: [
    ["chat-tui get '#lobby' report.pdf", 'the newest of this name; prints where it lies'],
    ['chat-tui get @bob report.pdf notes.txt --out .', 'into this folder'],
    ["chat-tui get '#builds' app.tgz --wait", 'also when it is not there yet'],
    ["chat-tui get '#builds' app.tgz --out - | tar xz", 'into a pipe, when all of it is here and right'],
    ['chat-tui get \'#builds\' --out . -- "$name"', 'a name that a variable holds'],
  ],
  async run(shell, call) {
    const [typed = '', ...names] = call.words;
    const target = parseTarget(typed);
    const wanted = [...new Set(names)];
    if (call.options.out === '-') {
      const {checkPiped} = await import('../posting/piped.ts');
      checkPiped(shell, call, wanted);
    }
    return withSession(
      shell,
      async client => {
        const room = await findRoom(client, target);
        const {roomId} = room;
        const taking = {client, label: labelOf(room)};
        const find = call.options.wait === true ? filesOffered : filesThere;
        const {showTransfers} = await import('../output/transferProgress.ts');
        const found = await find(client, roomId, wanted);
        const stopShowing = showTransfers(shell, client);
        // Prints results in the order of the arguments; one failure does not affect the others.
        const ends = await Promise.allSettled(found.map(offered => take(shell, call, taking, offered)));
        stopShowing();
        for (const end of ends) if (end.status === 'fulfilled') end.value();
        for (const end of ends) if (end.status === 'rejected') throw end.reason;
      },
      {takesDirectly: target.kind === 'person' && call.options.relay !== true},
    );
  },
};
