/** `send`: a message or files, from the shell; done when the server has them. */
import {labelOf} from '../../client/selectors.ts';
import {ChatError} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Client} from '../../client/client.ts';
import type {Source} from '../../client/transfers/source.ts';
import type {Room} from '../../shared/model.ts';
import type {EntryLine} from '../../shared/shellOutput.ts';
import {isBlank} from '../../shared/text.ts';
import {toEntryLine} from '../jsonLines.ts';
import {withSession} from '../logins.ts';
import {tellWait} from '../patience.ts';
import {toPlainText, withPlainLines} from '../plainText.ts';
import type {Shell} from '../shell.ts';
import {findRoom, parseTarget} from '../target.ts';
import {JSON_OPTION, type Call, type Verb} from '../verb.ts';

export const send: Verb = {
  name: 'send',
  usage: '<target> [text...]',
  summary: 'send a message or files; without text, standard input is the message; options come before the text',
  prints: 'Entry',
  options: [{flags: '--file <paths...>', meaning: 'send these files as well'}, JSON_OPTION],
  outlivesReader: true,
  examples: [
    ["chat-tui send '#lobby' Good morning", 'to a room'],
    ['chat-tui send @bob -- "$text"', 'what a variable holds, also when it begins with a dash'],
    ['make 2>&1 | tail -n 20 | chat-tui send @bob', 'what a program says, to one person'],
    ["chat-tui send '#lobby' --file report.pdf notes.txt", 'files'],
  ],
  async run(shell, call) {
    const [typed = '', ...words] = call.words;
    const target = parseTarget(typed);
    const paths = call.options.file === undefined ? [] : (call.options.file as string[]);
    const sources = await checkFiles(paths);
    const text = words.length === 0 && paths.length === 0 ? await readMessage(shell) : withPlainLines(words.join(' '));
    if (isBlank(text) && paths.length === 0) throw new ChatError('message-empty');
    await withSession(shell, async client => {
      const room = await findRoom(client, target);
      if (text !== '') await sendText(shell, call, {client, room, text});
      if (sources.length > 0) await sendAll(shell, call, {client, room, sources});
    });
  },
};

interface Sending {
  client: Client;
  room: Room;
}

async function sendText(shell: Shell, call: Call, {client, room, text}: Sending & {text: string}): Promise<void> {
  const {sendAndWait} = await import('../../client/actions/message.ts');
  const {id, seq, sentAtMs, awaits} = await sendAndWait(client, room.roomId, {
    text,
    isHasty: shell.isHasty,
    onWait: seconds => tellWait(shell, seconds),
  });
  if (call.options.json === true) {
    const {name = ''} = client.getState().me ?? {};
    shell.printJson(toEntryLine({seq, id, sender: name, sentAtMs, kind: 'message', text}, labelOf(room), name));
  }
  if (awaits !== undefined && shell.stderr.isTTY)
    shell.tell(`${awaits} is not online now and will get this on return.`);
}

async function sendAll(
  shell: Shell,
  call: Call,
  {client, room, sources}: Sending & {sources: readonly Source[]},
): Promise<void> {
  const {sendSources, transferFinished} = await import('../../client/actions/transfer.ts');
  for (const transferId of await sendSources(client, sources, room.roomId)) {
    const {fileId = ''} = await transferFinished(client, transferId);
    if (call.options.json === true) shell.printJson(await entryOf(client, room, fileId));
  }
}

/** The entry that offers a file. */
async function entryOf(client: Client, room: Room, fileId: string): Promise<EntryLine> {
  const {roomId} = room;
  const {seq} = await client.request('fileShow', {fileId});
  const {entries} = await client.request('entryList', {roomId, afterSeq: seq - 1, limit: 1});
  const [entry] = entries;
  if (entry === undefined) throw new ChatError('file-gone', fileId);
  return toEntryLine(entry, labelOf(room), client.getState().me?.name ?? '');
}

/** Before anything goes out: one wrong path, and nothing is sent. */
async function checkFiles(paths: readonly string[]): Promise<Source[]> {
  if (paths.length === 0) return [];
  const {checkPaths} = await import('../../client/actions/transfer.ts');
  return checkPaths(paths);
}

/** All of standard input, without the line break at its end. @throws message-too-long, message-not-text */
async function readMessage(shell: Shell): Promise<string> {
  if (shell.stdin.isTTY) shell.tell('Write the message; Ctrl+D on an empty line sends it.');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of shell.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    // No server takes more in one packet: an endless input must not fill the memory.
    if (length > FIXED_LIMITS.packetBytesMax) {
      throw new ChatError('message-too-long', `at most ${FIXED_LIMITS.packetBytesMax} bytes are allowed`);
    }
    chunks.push(chunk);
  }
  const text = toPlainText(Buffer.concat(chunks));
  if (text === undefined) throw new ChatError('message-not-text');
  return text.replace(/\n$/, '');
}
