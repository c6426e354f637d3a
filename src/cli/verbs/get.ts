/** `get`: takes files of a room or conversation. */
import type {Client} from '../../client/client.ts';
import {ChatError} from '../../shared/errors.ts';
import {withSession} from '../logins.ts';
import {findRoom, parseTarget} from '../target.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';
import {display} from '../../shared/text.ts';

/** Resolves as soon as the room has a file of this name that was not taken back. */
async function fileOffered(client: Client, roomId: number, name: string): Promise<void> {
  const {findFile} = await import('../../client/actions/transfer.ts');
  const {follow} = await import('../follow.ts');
  const fromSeq = (client.getState().roomById[roomId]?.room.lastSeq ?? 0) + 1;
  const isThere = findFile(client, roomId, name).then(
    file => file.state !== 'cancelled',
    error => {
      if (error instanceof ChatError && error.code === 'file-not-found') return false;
      throw error;
    },
  );
  if (await isThere) return;
  let offered = () => {};
  const arrived = new Promise<void>(resolve => (offered = resolve));
  const following = follow(client, {roomId, fromSeq}, entries => {
    if (entries.some(entry => entry.kind === 'file' && entry.name === name)) offered();
  });
  await Promise.race([arrived, following]);
}

export const get: Verb = {
  name: 'get',
  usage: '<target> <name-or-id...>',
  summary: 'download files; it never overwrites one',
  options: [
    {flags: '--out <dir>', meaning: 'folder to put it into, instead of the downloads folder'},
    {flags: '--wait', meaning: 'wait until a file of this name is offered; it is taken while it is still being sent'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui get '#lobby' report.pdf", 'the newest of this name; prints where it lies'],
    ['chat-tui get @bob report.pdf --out .', 'into this folder'],
    ["chat-tui get '#lobby' report.pdf notes.txt", 'several'],
    ["chat-tui get '#builds' app.tgz --wait", 'also when it is not there yet'],
  ],
  run: (shell, call) => {
    const [typed = '', ...names] = call.words;
    const target = parseTarget(typed);
    return withSession(shell, async client => {
      const {findFile, getFile, transferFinished} = await import('../../client/actions/transfer.ts');
      const {roomId} = await findRoom(client, target);
      const files = [];
      for (const name of names) {
        if (call.options.wait === true) await fileOffered(client, roomId, name);
        files.push(await findFile(client, roomId, name));
      }
      const transferIds = [];
      for (const file of files) {
        if (file.state === 'uploading') shell.tell(`Not all of ${file.name} is there yet; waiting for ${file.sender}.`);
        const outDir = textOption(call, 'out');
        transferIds.push(await getFile(client, {roomId, wanted: file.fileId, outDir}));
      }
      for (const transferId of transferIds) {
        const {name, path = '', sizeBytes, fileId} = await transferFinished(client, transferId);
        if (call.options.json === true) shell.printJson({id: fileId, name, path, sizeBytes});
        else shell.print(display(path, 'line'));
      }
    });
  },
};
