/** Announces a server or a person on the networks of this machine until it is closed, and answers queries. */
import {randomBytes} from 'node:crypto';
import type {Announcement} from './announcement.ts';
import {asksFor, toMessage} from './dnsMessages.ts';
import {announcedOn} from './networks.ts';
import {openMulticast, type MulticastPlace} from './multicast.ts';

export interface Announcing {
  /** Withdraws the announcement. */
  close(): Promise<void>;
}

/** Minimum milliseconds between equal answers, however many queries arrive. */
const AGAIN_MS = 1_000;
/** Random delay of answers in milliseconds, so that machines do not answer a query at the same time. */
const SPREAD_MS = 100;
/** Interval of checks for changed networks, in milliseconds. */
const NETWORKS_MS = 5_000;

/** Starts announcing; on a machine without a network, as soon as there is one. @throws nearby-unusable */
export async function openAnnouncing(
  current: () => Announcement,
  {host, ...place}: MulticastPlace & {host?: string} = {},
): Promise<Announcing> {
  const label = `chat-tui-${randomBytes(6).toString('hex')}`;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const say = async (isGone = false): Promise<void> => {
    saidAtMs = performance.now();
    await multicast.send(({addresses}) => toMessage({label, announcement: current()}, addresses, isGone));
  };
  const sayLater = (withinMs: number) => {
    if (timer !== undefined || isClosed) return;
    const waitMs = Math.max(0, saidAtMs + AGAIN_MS - performance.now());
    timer = setTimeout(
      () => {
        timer = undefined;
        say().catch(() => undefined);
      },
      waitMs + Math.random() * withinMs,
    );
    timer.unref();
  };
  const multicast = await openMulticast({networks: () => announcedOn(host), ...place}, bytes => {
    if (asksFor(bytes, label)) sayLater(SPREAD_MS);
  });
  const follow = async () => {
    if (await multicast.refresh()) sayLater(0);
  };
  const looking = setInterval(() => void follow().catch(() => undefined), NETWORKS_MS).unref();
  await say();
  // Repeated later, because a packet may be lost.
  sayLater(0);
  return {
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(looking);
      clearTimeout(timer);
      await say(true);
      await multicast.close();
    },
  };
}
