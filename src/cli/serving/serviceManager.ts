/** Notifies systemd, if present, of readiness, watchdog, reload and stop. */
import {spawn} from 'node:child_process';
import type {Logger} from '../../server/logger.ts';
import type {Shell} from '../shell.ts';

interface ServiceManager {
  ready(): void;
  /** Wraps a reload on SIGHUP. */
  reloading(work: () => Promise<void>): Promise<void>;
  /** No further notifications. */
  stopping(): void;
}

const NOBODY: ServiceManager = {
  ready: () => undefined,
  reloading: work => work(),
  stopping: () => undefined,
};

/**
 * systemd expects a datagram on a Unix socket, which Node cannot send, so this runs `systemd-notify`. Because that is another
 * process, the unit needs `NotifyAccess=all`.
 */
export function openServiceManager({env}: Pick<Shell, 'env'>, log: Logger): ServiceManager {
  if ((env.NOTIFY_SOCKET ?? '') === '') return NOBODY;
  let hasFailed = false;
  function tell(words: readonly string[], onTold: () => void = () => undefined): void {
    const child = spawn('systemd-notify', words, {stdio: 'ignore', timeout: TELL_MS_MAX});
    const failed = (facts: Readonly<Record<string, unknown>>) => {
      if (!hasFailed) log.error(facts, 'systemd cannot be told; install systemd-notify or use Type=exec');
      hasFailed = true;
      onTold();
    };
    child.once('error', error => failed({error}));
    child.once('exit', code => (code === 0 ? onTold() : failed({code})));
  }
  const everyMs = watchdogMs(env);
  let timer: NodeJS.Timeout | undefined;
  return {
    ready() {
      tell(['--ready', '--status=Serving.']);
      if (everyMs !== undefined) timer = setInterval(() => tell(['WATCHDOG=1']), everyMs);
    },
    async reloading(work) {
      await new Promise<void>(resolve => tell(['RELOADING=1'], resolve));
      await work();
      tell(['--ready']);
    },
    stopping() {
      clearInterval(timer);
      tell(['STOPPING=1']);
    },
  };
}

const TELL_MS_MAX = 5_000;

/** Half of systemd's watchdog interval; `undefined` if there is none, or if it is for another process. */
function watchdogMs({WATCHDOG_USEC: waits = '', WATCHDOG_PID: pid}: Shell['env']): number | undefined {
  const waitsMs = Number(waits) / 1_000;
  const isMeant = pid === undefined || Number(pid) === process.pid;
  return isMeant && waitsMs >= 1 ? Math.floor(waitsMs / 2) : undefined;
}
