/** The load generator, a process of its own: logs clients in, sends as told, counts what arrives, prints one line of JSON. */
import {DIALECTS} from './dialects.ts';
import {openHistogram} from './histogram.ts';
import {markedText, markFinder} from './marker.ts';
import {openLoadSocket, type LoadSocket} from './socket.ts';

/** Given as JSON in the first argument. */
export interface LoadPlan {
  dialect: keyof typeof DIALECTS;
  port: number;
  clients: {token: string; roomId: number}[];
  /** How many of the clients send. */
  senders: number;
  lengthChars: number;
  warmUpMs: number;
  measureMs: number;
  /**
   * `delivered`: at most `window` messages are not yet with everybody. `acked`: each sender has at most `window` unacknowledged.
   * `rate`: `perSecond` messages a second, latency counted from when each was due.
   */
  mode: {kind: 'delivered'; window: number} | {kind: 'acked'; window: number} | {kind: 'rate'; perSecond: number};
}

export interface LoadResult {
  deliveriesPerSecond: number;
  ackedPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Share of a core this generator itself used while measuring: near 1 it is the limit. */
  ownUtilisation: number;
  lost: number;
}

const plan = JSON.parse(process.argv[2]!) as LoadPlan;
const dialect = DIALECTS[plan.dialect];
const nowUs = () => Math.round(performance.now() * 1000);

async function enterAll(): Promise<LoadSocket[]> {
  const sockets: LoadSocket[] = [];
  for (let from = 0; from < plan.clients.length; from += 50) {
    const group = plan.clients.slice(from, from + 50);
    sockets.push(
      ...(await Promise.all(
        group.map(async client => {
          const socket = await openLoadSocket(plan.port);
          await dialect.enter(socket, client);
          return socket;
        }),
      )),
    );
  }
  return sockets;
}

const sockets = await enterAll();
const peersOfRoom = new Map<number, number>();
for (const {roomId} of plan.clients) peersOfRoom.set(roomId, (peersOfRoom.get(roomId) ?? 0) + 1);

const latencies = openHistogram();
const missing = new Map<number, number>();
let nextId = 0;
let nextSender = 0;
let deliveries = 0;
let acked = 0;
let isMeasuring = false;
let isSending = true;

function sendOne(sender: number, dueUs: number): void {
  const {roomId} = plan.clients[sender]!;
  const id = nextId++;
  missing.set(id, peersOfRoom.get(roomId)! - 1);
  sockets[sender]!.send(dialect.message(roomId, markedText(sender, id, dueUs, plan.lengthChars), id + 1));
}

function sendNext(dueUs = nowUs()): void {
  sendOne(nextSender, dueUs);
  nextSender = (nextSender + 1) % plan.senders;
}

for (const [index, socket] of sockets.entries()) {
  socket.onChunk = markFinder((sender, id, atUs) => {
    if (sender === index) return;
    if (isMeasuring) {
      deliveries++;
      latencies.add(nowUs() - atUs);
    }
    const left = missing.get(id)! - 1;
    if (left > 0) missing.set(id, left);
    else {
      missing.delete(id);
      if (plan.mode.kind === 'delivered' && isSending) sendNext();
    }
  });
  socket.onAck = () => {
    if (isMeasuring) acked++;
    if (plan.mode.kind === 'acked' && isSending) sendOne(index, nowUs());
  };
}

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Sends what is due; a late timer sends several at once, each with the time it was due at. */
function sendAtRate(perSecond: number): () => void {
  const startUs = nowUs();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((nowUs() - startUs) / 1e6) * perSecond) + 1;
    for (; sent < due; sent++) sendNext(Math.round(startUs + (sent / perSecond) * 1e6));
  }, 1);
  return () => clearInterval(timer);
}

let stopRate = () => {};
if (plan.mode.kind === 'rate') stopRate = sendAtRate(plan.mode.perSecond);
else if (plan.mode.kind === 'delivered') for (let i = 0; i < plan.mode.window; i++) sendNext();
else for (let s = 0; s < plan.senders; s++) for (let i = 0; i < plan.mode.window; i++) sendOne(s, nowUs());

await sleep(plan.warmUpMs);
const cpuBefore = process.cpuUsage();
const startMs = performance.now();
isMeasuring = true;
process.stderr.write('measuring\n');
await sleep(plan.measureMs);
isMeasuring = false;
isSending = false;
process.stderr.write('measured\n');
const seconds = (performance.now() - startMs) / 1000;
const cpu = process.cpuUsage(cpuBefore);
stopRate();
for (let i = 0; i < 50 && missing.size > 0; i++) await sleep(100);

const result: LoadResult = {
  deliveriesPerSecond: deliveries / seconds,
  ackedPerSecond: acked / seconds,
  p50Ms: latencies.quantileMs(0.5),
  p99Ms: latencies.quantileMs(0.99),
  ownUtilisation: (cpu.user + cpu.system) / 1e6 / seconds,
  lost: missing.size,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
for (const socket of sockets) socket.close();
process.exit(0);
