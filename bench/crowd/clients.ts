/**
 * `node clients.ts`, with `Wanted` as JSON on standard input: many plain socket.io clients, each with its own address. They
 * connect at once, wait as long as they are asked to, open their sessions, and write what happens to standard output, one JSON
 * object per line.
 */
import {text} from 'node:stream/consumers';
import {setTimeout as sleep} from 'node:timers/promises';
import {openRaw, Refused, type RawClient} from '../../faults/people/raw.ts';
import {newId} from '../../src/cli/shell.ts';

export interface Wanted {
  url: string;
  clients: {token: string; address: string; roomId: number; sends: boolean}[];
  /** Messages are told as delivered where they begin with this. */
  mark: string;
}

/** `in`: all are connected. `sent`: all senders were acknowledged. `over`: the counts when the parent asked. */
export type Told =
  | {what: 'in'; told: number; again: Record<string, number>; refused: string[]}
  | {what: 'sent'; acknowledged: number}
  | {what: 'over'; deliveries: number; disconnected: number};

const tell = (told: Told) => void process.stdout.write(`${JSON.stringify(told)}\n`);

const {url, clients, mark} = JSON.parse(await text(process.stdin)) as Wanted;
let told = 0;
let deliveries = 0;
let disconnected = 0;
const refused: string[] = [];
/** Why somebody had to try again, and how often. */
const again: Record<string, number> = {};
const IN_MS_MAX = 300_000;

/** Like the real client: retries failed connections, but not refusals of the server. */
async function comeIn(token: string, localAddress: string): Promise<RawClient> {
  for (;;) {
    try {
      return await openRaw(url, token, {localAddress, takesAnyKey: true, onTold: () => told++});
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== undefined || performance.now() > IN_MS_MAX) throw error;
      const why = String((error.cause as {description?: {message?: string}})?.description?.message ?? error.message);
      again[why] = (again[why] ?? 0) + 1;
      await sleep(1_000 * (1 + Math.random()));
    }
  }
}

const opened = await Promise.all(
  clients.map(async ({token, address}): Promise<RawClient | undefined> => {
    try {
      const client = await comeIn(token, address);
      client.socket.on('disconnect', () => disconnected++);
      client.onEntries(({entries}) => {
        for (const entry of entries) if ('text' in entry && entry.text.startsWith(mark)) deliveries++;
      });
      return client;
    } catch (error) {
      refused.push(error instanceof Refused ? `${error.code ?? ''} ${error.message}` : String(error));
      return undefined;
    }
  }),
);
tell({what: 'in', told, again, refused});
process.on('SIGUSR2', () => {
  void sendAll();
});
process.on('SIGTERM', () => {
  tell({what: 'over', deliveries, disconnected});
  process.exit(0);
});
// Until the parent ends it by a signal, also where nobody got in.
setInterval(() => undefined, 60_000);

async function sendAll(): Promise<void> {
  const answers = await Promise.all(
    clients.map(async ({roomId, sends}, index) => {
      if (!sends) return false;
      const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: `${mark} ${index}`};
      return (await opened[index]?.ask('messageSend', message))?.ok === true;
    }),
  );
  tell({what: 'sent', acknowledged: answers.filter(Boolean).length});
}
