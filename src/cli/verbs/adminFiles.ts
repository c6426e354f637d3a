/** `admin files`: what lies on the server's disk, largest first. */
import type {Result} from '../../shared/protocol.ts';
import {pagesOf} from '../../client/log/pages.ts';
import {timeOf} from '../../client/wording/timeText.ts';
import {sizeText} from '../../client/wording/sizeText.ts';
import {withSession} from '../account/logins.ts';
import {printTable} from '../output/printTable.ts';
import {JSON_OPTION, type Verb} from '../verb.ts';

type Kept = Result<'adminFiles'>['files'][number];

export const adminFiles: Verb = {
  name: 'admin files',
  usage: '',
  summary: 'list all files on the server, largest first',
  prints: 'KeptFile',
  options: [JSON_OPTION],
  examples: [['chat-tui admin files | head', 'id, size, sender, time, and the name where you are in the room']],
  run: (shell, call) =>
    withSession(shell, async client => {
      const pages = pagesOf<Result<'adminFiles'>, string>(
        mark => client.request('adminFiles', mark === undefined ? {} : {after: toAfter(mark)}),
        page => {
          const last = page.files.at(-1);
          return last && `${last.sizeBytes} ${last.fileId}`;
        },
      );
      for await (const page of pages) {
        if (call.options.json === true) for (const file of page.files) shell.printJson(file);
        else await printTable(shell, page.files.map(toRow));
      }
    }),
};

const toAfter = (mark: string) => {
  const [sizeBytes, fileId = ''] = mark.split(' ');
  return {sizeBytes: Number(sizeBytes), fileId};
};

const toRow = ({fileId, sizeBytes, sender, offeredAtMs, name, state}: Kept) => [
  fileId,
  sizeText(sizeBytes),
  `@${sender}`,
  timeOf(offeredAtMs),
  state === 'complete' ? '' : state,
  name,
];
