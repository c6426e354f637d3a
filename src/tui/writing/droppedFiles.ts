/** Choices for paths dropped or pasted into the composer: send the files, or the text. */
import {basename} from 'node:path';
import {sendTo, type Here} from '../../client/actions/messages/threads.ts';
import {sendFiles} from '../../client/actions/transfer.ts';
import {fileWhere} from '../../client/wording/threadWords.ts';
import {DONE, type Choice} from '../../client/input/command.ts';
import {display} from '../../shared/text/safeText.ts';

const NAMED_MAX = 3;

interface Dropped {
  paths: readonly string[];
  here: Here;
  text: string;
  /** The files are being sent, so the draft can be cleared. */
  onSent: () => void;
}

export function waysToSendPaths({paths, here, text, onSent}: Dropped): Choice[] {
  const names = paths.slice(0, NAMED_MAX).map(path => display(basename(path), 'line'));
  const more = paths.length > NAMED_MAX ? ` and ${paths.length - NAMED_MAX} more` : '';
  return [
    {
      number: 1,
      row: `as files: ${names.join(', ')}${more}${fileWhere(here)}`,
      async take(client) {
        await sendFiles(client, {paths, roomId: here.roomId});
        onSent();
        return DONE;
      },
    },
    {
      number: 2,
      row: 'as text, as it is',
      // Sent directly instead of as a typed line, in which a leading slash would be a command.
      async take(client) {
        await sendTo(client, here, text.trim());
        onSent();
        return DONE;
      },
    },
  ];
}
