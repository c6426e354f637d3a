/** `tail`: prints the newest entries of a room, and with `-f` every new one. */
import {readThread, rootOf} from '../../client/actions/messages/threads.ts';
import type {Client} from '../../client/client.ts';
import {labelOf} from '../../client/state/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import {createFileNames} from '../output/fileNames.ts';
import {toTextEntry} from '../output/entryLine.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import {withSession} from '../account/logins.ts';
import {untilReaderGone} from '../output/reader.ts';
import {findRoom, parseTarget} from '../account/target.ts';
import {readCount} from '../settings/values.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';
import type {Entry} from '../../shared/entries/entry.ts';

export const tail: Verb = {
  name: 'tail',
  usage: '[target]',
  summary: 'print the newest messages of a room or conversation',
  prints: 'Entry',
  options: [
    {flags: '-n, --lines <count>', meaning: 'how many, a whole number from 0 to 1000000 (default 10)'},
    {flags: '-f, --follow', meaning: 'go on with everything that comes, also after a restart of the server'},
    {
      flags: '--thread <seq>',
      meaning: 'only the thread that begins with the message with this seq, a whole number from 1, or that it is in',
    },
    {
      flags: '--all',
      meaning: 'with -f, in place of a target: what comes in all rooms and conversations, also in new ones',
    },
    JSON_OPTION,
  ],
  examples: [
    ["chat-tui tail '#lobby' -n 50", 'the last 50'],
    ["chat-tui tail '#lobby' -n 0 -f --json | jq -r .text", 'every new message, for a script'],
    ['chat-tui tail --all -f --json', 'everything that is said to you anywhere, for a bot'],
    ["chat-tui tail '#lobby' --thread 123", 'one thread'],
  ],
  run(shell, call) {
    const count = readCount(textOption(call, 'lines') ?? '10', '--lines');
    const isFollowing = call.options.follow === true;
    if (call.options.all === true) {
      if (call.words.length > 0 || !isFollowing || textOption(call, 'thread') !== undefined)
        throw new ChatError('command-usage', 'chat-tui tail --all -f, without a target');
      return withSession(shell, client => tailAll(shell, call, client));
    }
    const threadSeq = seqOption(call);
    const target = parseTarget(call.words[0] ?? '');
    return withSession(shell, async client => {
      const {follow, readLast} = await import('../follow.ts');
      const room = await findRoom(client, target);
      const {roomId} = room;
      const label = labelOf(room);
      const printer = printerOf(shell, call, client);
      const print = (entries: readonly Entry[]) => printer(label, entries);
      const rootSeq = threadSeq === undefined ? undefined : (await rootOf(client, {roomId, seq: threadSeq})).seq;
      const last =
        rootSeq !== undefined
          ? (await readThread(client, {roomId, seq: rootSeq})).slice(count === 0 ? Infinity : -count)
          : count === 0
            ? []
            : await readLast(client, roomId, count);
      await print(last);
      if (!isFollowing) return;
      const onRewound = (seq: number) => shell.tell(rewoundWords(label, seq));
      const fromSeq = Math.max(last.at(-1)?.seq ?? 0, rootSeq === undefined && last.length > 0 ? 0 : room.lastSeq) + 1;
      const isWanted = (entry: Entry) => rootSeq === undefined || isAbout(entry, rootSeq);
      const onEntries = (entries: readonly Entry[]) => void print(entries.filter(isWanted));
      await Promise.race([follow(client, {roomId, fromSeq, onRewound}, onEntries), untilReaderGone(shell)]);
    });
  },
};

const rewoundWords = (label: string, seq: number): string =>
  `The server has another log of ${label} than before, maybe from a backup. Going on behind number ${seq}.`;

const isAbout = (entry: Entry, rootSeq: number): boolean => 'threadOf' in entry && entry.threadOf === rootSeq;

/** @throws command-usage */
function seqOption(call: Call): number | undefined {
  const typed = textOption(call, 'thread');
  if (typed === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(typed)) throw new ChatError('command-usage', '--thread takes the seq of a message');
  return Number(typed);
}

/** Prints one batch at a time, because some wait for the name of a file. */
function printerOf(shell: Shell, call: Call, client: Client, hasLabel = false) {
  const isJson = call.options.json === true;
  const names = createFileNames(client);
  let printed = Promise.resolve();
  return (label: string, entries: readonly Entry[]) =>
    (printed = printed.then(async () => {
      if (!isJson) await names.learn(entries);
      for (const entry of entries) {
        if (isJson) shell.printJson(toEntryLine(entry, label, client.getState()));
        else
          shell.print(`${hasLabel ? `${display(label, 'line')} ` : ''}${toTextEntry(entry, id => names.nameOf(id))}`);
      }
    }));
}

async function tailAll(shell: Shell, call: Call, client: Client): Promise<void> {
  const {followAll} = await import('../follow.ts');
  const print = printerOf(shell, call, client, true);
  const following = followAll(
    client,
    (room, entries) => void print(labelOf(room), entries),
    (room, seq) => shell.tell(rewoundWords(labelOf(room), seq)),
  );
  await Promise.race([following, untilReaderGone(shell)]);
}
