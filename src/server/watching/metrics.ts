/** Prometheus metrics on a port of their own; loaded only when they are configured. */
import {statfsSync} from 'node:fs';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {ChatError} from '../../shared/errors.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import type {Connections} from '../hub/connections.ts';
import type {Presence} from '../hub/presence.ts';
import type {ServerSettings} from '../settings.ts';
import type {Store} from '../storeContract/store.ts';
import type {Meter} from './meter.ts';
import type {Unready} from './readiness.ts';

export interface Metrics {
  /** `http://127.0.0.1:9420/metrics`. */
  readonly url: string;
  close(): void;
}

/** What is measured. */
interface Measured {
  store: Pick<Store, 'condition' | 'usageOverview'>;
  connections: Pick<Connections, 'count'>;
  presence: Pick<Presence, 'onlineCount'>;
  settings: ServerSettings;
  meter: Meter;
}

export interface MetricsOptions {
  server: Measured;
  /** `HOST:PORT`. */
  at: string;
  whyNotReady: () => Unready | undefined;
}

/** Histogram buckets in seconds. */
const COMMIT_BUCKETS = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];
const JOB_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/** Maximum number of connections; only the operator's programs connect. */
const CONNECTIONS_MAX = 32;
const REQUEST_MS = 10_000;

/** @throws metrics-unusable */
export async function openMetrics(options: MetricsOptions): Promise<Metrics> {
  const register = await registerOf(options);
  const {whyNotReady} = options;
  const listener = nodeHttp().createServer({headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS}, (req, res) => {
    res.on('error', () => undefined);
    const answer = (status: number, type: string, body: string) => {
      res.writeHead(status, {'content-type': type, connection: 'close', 'x-content-type-options': 'nosniff'});
      res.end(body);
    };
    const plain = 'text/plain; charset=utf-8';
    const path = req.url?.split('?', 1)[0];
    if (path === '/metrics')
      register.metrics().then(
        text => answer(200, register.contentType, text),
        () => answer(500, plain, 'failed\n'),
      );
    else if (path === '/healthz') answer(200, plain, 'ok\n');
    else if (path === '/readyz') answer(whyNotReady() === undefined ? 200 : 503, plain, `${whyNotReady() ?? 'ok'}\n`);
    else answer(404, plain, 'there is /metrics, /healthz and /readyz\n');
  });
  listener.maxConnections = CONNECTIONS_MAX;
  listener.on('connection', socket => socket.on('error', () => undefined));
  const url = await listen(listener, options.at);
  return {
    url,
    close() {
      options.server.meter.listener = undefined;
      listener.close();
      listener.closeAllConnections();
    },
  };
}

async function listen(listener: Server, at: string): Promise<string> {
  const [, host = '127.0.0.1', port = ''] = /^(?:\[?([^\]]*)\]?:)?(\d+)$/.exec(at) ?? [];
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen({host, port: Number(port)}, () => {
      listener.off('error', reject);
      listener.on('error', () => undefined);
      resolve();
    });
  }).catch((error: unknown) => {
    throw new ChatError('metrics-unusable', at, {cause: error});
  });
  const {port: taken} = listener.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`;
}

async function registerOf({server, whyNotReady}: MetricsOptions) {
  // Imported as a whole, because in the bundle a CommonJS package has only a default export.
  const {default: prom} = await import('prom-client');
  const {Counter, collectDefaultMetrics, Gauge, Histogram, Registry} = prom;
  const registers = [new Registry()];
  const [register] = registers as [InstanceType<typeof Registry>];
  const {store, connections, presence, settings, meter} = server;
  // Memory, file descriptors, event-loop delay, garbage collections.
  collectDefaultMetrics({register});
  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name: `chat_tui_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  gauge('connections', 'Connections of people who are logged in.', () => connections.count());
  gauge('people_online', 'People who are online.', () => presence.onlineCount());
  gauge('people_online_max', 'People who may be online at once.', () => settings.limits.usersMax);
  gauge('commit_queue_jobs', 'Writes that wait for the next transaction.', () => store.condition().waiting);
  gauge('ready', '1 while the server can take what people send.', () => (whyNotReady() === undefined ? 1 : 0));
  gauge('file_bytes', 'Bytes of files, as they were offered.', async () => (await sums(server)).fileBytes);
  gauge('message_bytes', 'Bytes of messages.', async () => (await sums(server)).messageBytes);
  gauge('disk_free_bytes', 'Bytes free on the disk of the data folder.', () => disk(settings.dataDir).free);
  gauge('disk_bytes', 'Size of the disk of the data folder.', () => disk(settings.dataDir).all);
  const deliveries = new Counter({name: 'chat_tui_deliveries_total', help: 'Events handed to connections.', registers});
  const refusals = new Counter({
    name: 'chat_tui_refusals_total',
    help: 'Requests that were refused, by error code.',
    labelNames: ['code'],
    registers,
  });
  const commits = new Histogram({
    name: 'chat_tui_commit_seconds',
    help: 'How long transactions take.',
    buckets: COMMIT_BUCKETS,
    registers,
  });
  const syncs = new Histogram({
    name: 'chat_tui_fsync_seconds',
    help: 'How long the disk takes to keep a transaction.',
    buckets: COMMIT_BUCKETS,
    registers,
  });
  const jobs = new Histogram({
    name: 'chat_tui_commit_jobs',
    help: 'Writes in one transaction.',
    buckets: JOB_BUCKETS,
    registers,
  });
  meter.listener = {
    committed(count, tookMs, syncMs) {
      commits.observe(tookMs / 1_000);
      syncs.observe(syncMs / 1_000);
      jobs.observe(count);
    },
    delivered: count => deliveries.inc(count),
    refused: code => refusals.inc({code}),
  };
  return register;
}

async function sums({store}: Measured): Promise<{fileBytes: number; messageBytes: number}> {
  const [all] = await store.usageOverview({from: 0, limit: 1});
  return all ?? {fileBytes: 0, messageBytes: 0};
}

function disk(dataDir: string): {free: number; all: number} {
  try {
    const {bavail, blocks, bsize} = statfsSync(dataDir);
    return {free: bavail * bsize, all: blocks * bsize};
  } catch {
    return {free: Number.NaN, all: Number.NaN};
  }
}
