/** `send`: sends a message or files; done when the server has stored them. */
import {Readable} from 'node:stream';
import type {RetryOptions} from '../../client/actions/messages/message.ts';
import {ChatError, sentenceOf} from '../../shared/errors.ts';
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Route} from '../../client/core/route.ts';
import {withHome} from '../../client/transfers/up/localPaths.ts';
import type {Source} from '../../client/transfers/up/source.ts';
import {isBlank} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {retryOptionsOf} from '../retries.ts';
import {toPlainText, withPlainLines} from '../output/plainText.ts';
import type {Shell} from '../shell.ts';
import {bytesOf, checkFiles, hasInput, isShellPipe, isStdin, textFile} from '../output/sentFiles.ts';
import {findRoom, parseTarget, type Target} from '../account/target.ts';
import {EXIT} from '../ending/exits.ts';
import {beyondAnyServer, lineIdOf, messageIdOf, requireIdName} from '../posting/post.ts';
import {JSON_OPTION, textOption, type Call, type Verb} from '../verb.ts';

export const send: Verb = {
  name: 'send',
  usage: '<target> [text...]',
  summary: 'send a message or files; without text, standard input is the message; options come before the text',
  prints: 'Entry',
  options: [
    {flags: '--file <paths...>', meaning: 'send these files and folders as well; - is standard input'},
    {flags: '--together', meaning: 'send all of them as one offer, which is put into one folder where it arrives'},
    {flags: '--direct', meaning: 'to one person: files go from machine to machine, or not at all'},
    {flags: '--relay', meaning: 'files go over the server, also where there is a direct way'},
    {
      flags: '--name <name>',
      meaning: `what the file is called for the others, at most ${FIXED_LIMITS.fileNameLengthMax} characters`,
    },
    {flags: '--as-file', meaning: 'send the text as a file, however long it is; called message.txt without --name'},
    {
      flags: '--lines',
      meaning: 'each line of standard input is a message, as soon as it is there; empty ones are left out',
    },
    {
      flags: '--id <name>',
      meaning:
        'a name for this message, at most 200 characters: sent again with it, it is the same message; with ' +
        '--lines, of all lines by their number',
    },
    JSON_OPTION,
  ],
  outlivesReader: true,
  examples: [
    ["chat-tui send '#lobby' Good morning", 'to a room'],
    ['chat-tui send @bob -- "$text"', 'what a variable holds, also a dash or what begins with one'],
    ['chat-tui send @bob --direct --file disk.img', 'past the server, while bob takes it'],
    ['make 2>&1 | tail -n 20 | chat-tui send @bob', 'what a program says, to one person; - says so as well'],
    ["chat-tui send '#lobby' --file report.pdf notes.txt", 'files'],
    ["make 2>&1 | chat-tui send '#ops' --file app.tgz", 'what a program says, and a file'],
    ["tar c src | chat-tui send '#ops' --file - --name src.tar", 'what a program makes, as a file'],
    ["make 2>&1 | chat-tui send '#ops' --as-file --name build.log", 'a long text, as a file'],
    ["journalctl -f -o cat | chat-tui send '#ops' --lines", 'a message a line, for as long as it runs'],
    ['chat-tui send \'#ops\' --id "backup $(date -I)" done', 'a script that tries again says it once'],
  ],
  async run(shell, call) {
    const [typed = '', ...words] = call.words;
    const target = parseTarget(typed);
    if (call.options.lines === true) return sendEachLine(shell, call, target);
    const asFile = call.options.asFile === true;
    const idName = idNameOf(call);
    const clientMsgId = idName === undefined ? undefined : messageIdOf(idName);
    if (idName !== undefined && (asFile || call.options.file !== undefined))
      throw new ChatError('command-usage', '--id names a message, not a file.');
    const name = textOption(call, 'name');
    const paths = ((call.options.file ?? []) as string[]).map(path => withHome(path));
    const isTogether = call.options.together === true;
    const sources = await checkFiles(shell, paths, {name: asFile ? undefined : name, isTogether});
    const [from] =
      words.length === 0 && isInputText(shell, paths) ? ['-'] : call.isMarked === true ? [] : words.filter(isInput);
    const isRead = from !== undefined && words.length <= 1;
    if (asFile) sources.unshift(asTextFile(shell, {name, words, from: isRead ? from : undefined}));
    const text = asFile ? '' : isRead ? await readMessage(shell, from) : withPlainLines(words.join(' '));
    if (isBlank(text) && sources.length === 0) throw new ChatError('message-empty');
    const route = routeOf(call);
    return withSession(
      shell,
      async client => {
        const room = await findRoom(client, target);
        const {sendAll, sendText} = await import('../posting/post.ts');
        if (!isBlank(text)) {
          const awaits = await sendText(shell, call, {client, room, text, clientMsgId});
          if (awaits !== undefined && shell.stderr.isTTY)
            shell.tell(`${awaits} is not online now and will get this on return.`);
        }
        if (sources.length > 0) return sendAll(shell, call, {client, room, sources, route});
        return undefined;
      },
      {takesDirectly: sources.length > 0 && route !== 'relay'},
    );
  },
};

/** @throws command-usage */
function routeOf({options}: Call): Route | undefined {
  if (options.direct === true && options.relay === true)
    throw new ChatError('command-usage', '--direct and --relay: one of both.');
  return options.direct === true ? 'direct' : options.relay === true ? 'relay' : undefined;
}

/** Timeout of a line, long because many others may precede it when the server limits the rate. */
const LINE_WAIT_MS = 10 * 60_000;

/** @throws command-usage */
function idNameOf(call: Call): string | undefined {
  const name = textOption(call, 'id');
  if (name !== undefined) requireIdName(name);
  return name;
}

/** Sends each line as a message, many in flight at once. @returns the exit code if lines were skipped */
async function sendEachLine(shell: Shell, call: Call, target: Target): Promise<number | void> {
  const {options, words} = call;
  if (words.length > 1 || options.file !== undefined || options.asFile === true)
    throw new ChatError('command-usage', '--lines takes its messages from standard input alone.');
  const name = idNameOf(call);
  const {linesOf, sendLines} = await import('../posting/lines.ts');
  const {sendText} = await import('../posting/post.ts');
  return withSession(shell, async client => {
    const room = await findRoom(client, target);
    const {isHasty = false, onWait} = retryOptionsOf(shell);
    let isTold = false;
    const retryOptions: RetryOptions = {
      isHasty,
      timeoutMs: LINE_WAIT_MS,
      // Reported only once, because many lines wait for the same reason.
      onWait(obstacle, seconds) {
        if (!isTold) onWait?.(obstacle, seconds);
        isTold = true;
      },
    };
    const refused = await sendLines(linesOf(shell.stdin), {
      send: (text, number) =>
        sendText(shell, call, {
          client,
          room,
          text,
          retryOptions,
          ...(name !== undefined && {clientMsgId: lineIdOf(name, number)}),
        }),
      onRefused: (number, {code, detail}) => shell.tell(`Line ${number}: ${sentenceOf(code, detail, 'shell')}`),
    });
    return refused > 0 ? EXIT.usage : undefined;
  });
}

/** A single `-` or `<(…)` in place of the text means input; after `--` it is text. */
const isInput = (word: string, _index: number, words: readonly string[]): boolean =>
  words.length === 1 && (isStdin(word) || isShellPipe(word));

/**
 * Without a text, standard input is the message. With files, it is only if something is piped in and is not itself one of the
 * files.
 */
const isInputText = (shell: Shell, paths: readonly string[]): boolean =>
  paths.length === 0 || (!paths.some(isStdin) && hasInput(shell));

interface AsFile {
  name: string | undefined;
  words: readonly string[];
  from: string | undefined;
}

const asTextFile = (shell: Shell, {name = 'message.txt', words, from}: AsFile): Source =>
  textFile(name, () =>
    from === undefined ? Readable.from([Buffer.from(withPlainLines(words.join(' ')))]) : bytesOf(shell, from),
  );

/** All of standard input or of a pipe, without the last line break. @throws message-too-long, message-not-text */
async function readMessage(shell: Shell, from: string): Promise<string> {
  if (isStdin(from) && shell.stdin.isTTY) shell.tell('Write the message; Ctrl+D on an empty line sends it.');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(shell, from)) {
    length += chunk.length;
    // No server accepts a larger packet, and endless input must not exhaust memory.
    if (length > FIXED_LIMITS.packetBytesMax) throw beyondAnyServer();
    chunks.push(Buffer.from(chunk));
  }
  const text = toPlainText(Buffer.concat(chunks));
  if (text === undefined) throw new ChatError('message-not-text');
  return text.replace(/\n$/, '');
}
