/** A process that sends at a steady rate over one plain connection and reports the latency of each acknowledgement. */
import {openRaw} from '../people/raw.ts';
import {newId} from '../../src/cli/shell.ts';
import {pause} from '../waiting.ts';

export interface ProberTask {
  url: string;
  token: string;
  roomId: number;
  /** Between an acknowledgement and the next message; 100 when it is not said. */
  everyMs?: number | undefined;
}

/** What was written, as the parent hears of it: before it goes out, and when it is answered. */
export type Probe = {clientMsgId: string; text: string} & ({seq: number; tookMs: number} | {seq?: undefined});

const {url, token, roomId, everyMs = 100} = JSON.parse(process.argv[2] ?? '') as ProberTask;
const raw = await openRaw(url, token);
const tell = (probe: Probe) => process.send?.(probe);
process.on('disconnect', () => process.exit(0));
let isStopped = false;
process.on('message', () => {
  isStopped = true;
});
while (!isStopped) {
  const message = {roomId, clientMsgId: newId(), kind: 'message' as const, text: newId()};
  tell({clientMsgId: message.clientMsgId, text: message.text});
  const sentMs = performance.now();
  const answer = await raw.ask('messageSend', message);
  const tookMs = performance.now() - sentMs;
  if (answer.ok) tell({clientMsgId: message.clientMsgId, text: message.text, seq: answer.data.seq, tookMs});
  await pause(everyMs);
}
process.exit(0);
