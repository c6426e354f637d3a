/** `direct`: a direct conversation past the server: input lines are sent as messages, received ones are printed. */
import {createInterface} from 'node:readline';
import type {Client} from '../../client/client.ts';
import {ChatError} from '../../shared/errors.ts';
import {within} from '../../shared/bounds/within.ts';
import {isBlank} from '../../shared/text/safeText.ts';
import {withSession} from '../account/logins.ts';
import {parseTarget} from '../account/target.ts';
import {untilInterrupted} from '../ending/interruption.ts';
import {toTextEntry} from '../output/entryLine.ts';
import {toEntryLine} from '../output/jsonLines.ts';
import {withPlainLines} from '../output/plainText.ts';
import {untilReaderGone} from '../output/reader.ts';
import {retryOptionsOf} from '../retries.ts';
import type {Shell} from '../shell.ts';
import {JSON_OPTION, type Call, type Verb} from '../verb.ts';

/** Long, because the other person may have to be fetched first. */
const WAIT_MS = 120_000;
const AGAIN_MS = 1_000;

export const direct: Verb = {
  name: 'direct',
  usage: '<target>',
  summary: 'talk with one person past the server: lines go to them, theirs are printed; the end of input ends it',
  prints: 'Entry',
  options: [JSON_OPTION],
  examples: [
    ['chat-tui direct @bob', 'to write and read; Ctrl+D ends it'],
    ['tail -f build.log | chat-tui direct @bob', 'what a program says, as it says it'],
  ],
  async run(shell, call) {
    const target = parseTarget(call.words[0] ?? '');
    if (target.kind !== 'person') throw new ChatError('command-usage', 'chat-tui direct @name');
    return withSession(
      shell,
      async client => {
        const roomId = await connected(shell, client, target.name);
        const ended = followed(shell, call, {client, roomId});
        return untilInterrupted(Promise.race([written(shell, client, roomId), ended, untilReaderGone(shell)]), () =>
          Promise.resolve(),
        );
      },
      {talksDirectly: true},
    );
  },
};

/** Asks repeatedly until the other person is there and has accepted. If both ask, it becomes one conversation. */
async function connected(shell: Shell, client: Client, name: string): Promise<number> {
  const {direct: part} = client.parts;
  const opened = part.opened(name);
  opened.catch(() => undefined);
  const endMs = performance.now() + WAIT_MS;
  let isTold = false;
  for (;;) {
    try {
      const roomId = await part.ask(name);
      return roomId ?? (await opened);
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'direct-absent' || performance.now() > endMs) throw error;
      if (!isTold) shell.tell(`Waiting for @${name} …`);
      isTold = true;
      // The other person may ask meanwhile.
      const there = await within(AGAIN_MS, opened);
      if (there !== undefined) return there;
    }
  }
}

interface Place {
  client: Client;
  roomId: number;
}

/** Prints received messages; resolves when the conversation has ended. */
function followed(shell: Shell, call: Call, {client, roomId}: Place): Promise<void> {
  const {partner, session} = client.parts.direct.conversation(roomId);
  const label = `=${partner}`;
  return new Promise(resolve => {
    let lastSeq = 0;
    const look = () => {
      for (const entry of client.getState().roomById[roomId]?.entries ?? []) {
        if (entry.seq <= lastSeq) continue;
        lastSeq = entry.seq;
        if (entry.sender !== partner) continue;
        if (call.options.json === true) shell.printJson(toEntryLine(entry, label, client.getState()));
        else shell.print(toTextEntry(entry, () => ''));
      }
      if (session.isOpen()) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = client.subscribe(look);
    look();
  });
}

/** Sends each line as a message; resolves when all of them have arrived. */
async function written(shell: Shell, client: Client, roomId: number): Promise<void> {
  const {sendAndWait} = await import('../../client/actions/messages/message.ts');
  for await (const line of createInterface({input: shell.stdin, crlfDelay: Infinity})) {
    const text = withPlainLines(line);
    if (!isBlank(text)) await sendAndWait(client, roomId, {text, ...retryOptionsOf(shell)});
  }
}
