/** The largest files, and their removal. */
import {ChatError} from '../../../shared/errors.ts';
import type {ConsoleCommand} from '../consoleCommand.ts';
import {deleteFile} from '../../hub/moderation.ts';
import {sizeText} from '../../hub/sizeText.ts';
import {SERVER_SENDER} from '../../store.ts';

const SHOWN = 50;

export const files: ConsoleCommand = {
  name: 'files',
  aliases: [],
  usage: '',
  summary: `the ${SHOWN} largest files: id, size, sender`,
  async run({store}) {
    const list = await store.fileLargest({userId: SERVER_SENDER.userId, limit: SHOWN});
    return list.map(({fileId, sizeBytes, senderName, state}) =>
      `${fileId}  ${sizeText(sizeBytes)}  @${senderName}  ${state === 'complete' ? '' : state}`.trimEnd(),
    );
  },
};

export const remove: ConsoleCommand = {
  name: 'delete',
  aliases: [],
  usage: 'FILE-ID',
  summary: 'remove a file; its room is told',
  async run(server, rest) {
    const fileId = rest.trim();
    if (fileId === '') throw new ChatError('command-usage', 'delete FILE-ID');
    await deleteFile(server, {by: SERVER_SENDER, fileId});
    return [`${fileId} is deleted.`];
  },
};
