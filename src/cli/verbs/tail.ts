/** `tail`: the newest entries of a room, and with `-f` everything that comes. */
import {labelOf} from '../../client/state/selectors.ts';
import {createFileNames} from '../output/fileNames.ts';
import {toTextEntry} from '../output/entryLine.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {untilReaderGone} from '../output/reader.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {readCount} from '../settings/values.ts';
import {JSON_OPTION, textOption, type Verb} from '../verb.ts';
import type {Entry} from '../../shared/entry.ts';

export const tail: Verb = {
  name: 'tail',
  usage: '<target>',
  summary: 'print the newest messages of a room or conversation',
  prints: 'Entry',
  options: [
    {flags: '-n, --lines <count>', meaning: 'how many, a whole number from 0 to 1000000 (default 10)'},
    {flags: '-f, --follow', meaning: 'go on with everything that comes, also after a restart of the server'},
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui tail '#lobby' -n 50", 'the last 50'],
    ["chat-tui tail '#lobby' -n 0 -f --json | jq -r .text", 'every new message, for a script'],
  ],
  run: (shell, call) => {
    const count = readCount(textOption(call, 'lines') ?? '10', '--lines');
    const target = parseTarget(call.words[0] ?? '');
    return withSession(shell, async client => {
      const {follow, readLast} = await import('../follow.ts');
      const room = await findRoom(client, target);
      const label = labelOf(room);
      const isJson = call.options.json === true;
      const names = createFileNames(client);
      let printed = Promise.resolve();
      /** One after the other: some wait for the name of a file. */
      const print = (entries: readonly Entry[]) =>
        (printed = printed.then(async () => {
          if (!isJson) await names.learn(entries);
          for (const entry of entries) {
            if (isJson) shell.printJson(toEntryLine(entry, label, client.getState()));
            else shell.print(toTextEntry(entry, id => names.nameOf(id)));
          }
        }));
      const last = count === 0 ? [] : await readLast(client, room.roomId, count);
      await print(last);
      if (call.options.follow !== true) return;
      const onRewound = (seq: number) =>
        shell.tell(
          `The server has another log of ${label} than before, maybe from a backup. Going on behind number ${seq}.`,
        );
      const fromSeq = (last.at(-1)?.seq ?? room.lastSeq) + 1;
      await Promise.race([follow(client, {roomId: room.roomId, fromSeq, onRewound}, print), untilReaderGone(shell)]);
    });
  },
};
