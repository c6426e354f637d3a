/** Unsent messages and files when plain mode ends: waits for them, and says what is left. */
import type {Client} from '../../client/client.ts';
import {failedCount, isLocal, unsentCount} from '../../client/state/selectors.ts';
import type {State, Transfer} from '../../client/state/state.ts';
import {within} from '../../shared/bounds/within.ts';
import {plural} from '../../shared/text/figures.ts';

const UNDER_WAY: ReadonlySet<Transfer['status']> = new Set(['waiting', 'active', 'verifying']);

const filesUnderWay = ({transferById}: State): Transfer[] =>
  Object.values(transferById).filter(({direction, status}) => direction === 'up' && UNDER_WAY.has(status));

/** Ids of uploads that fail from now on; earlier failures are not included. */
export function watchFailed(client: Client): ReadonlySet<string> {
  const failed = new Set<string>();
  client.addPart({
    on: {
      transferChanged({transferId, change}) {
        if (change.status === 'failed') failed.add(transferId);
      },
    },
  });
  return failed;
}

interface WaitOptions {
  waitMs: number;
  /** Continues to wait as long as there is progress. */
  isWhileMoving?: true;
}

/** Resolves when nothing is pending any more, or when the time is over. */
export async function untilSent(client: Client, {waitMs, isWhileMoving}: WaitOptions): Promise<void> {
  const isOut = () => {
    const state = client.getState();
    return unsentCount(state) - failedCount(state) === 0 && filesUnderWay(state).length === 0;
  };
  const {promise: sent, resolve} = Promise.withResolvers<void>();
  const stop = client.subscribe(() => {
    if (isOut()) resolve();
  });
  let before: string;
  do {
    before = progressOf(client.getState());
    if (!isOut()) await within(waitMs, sent);
  } while (isWhileMoving === true && !isOut() && progressOf(client.getState()) !== before);
  stop();
}

/** A text that changes with any progress. */
const progressOf = (state: State): string =>
  [unsentCount(state), ...filesUnderWay(state).map(({transferId, doneBytes}) => `${transferId} ${doneBytes}`)].join();

/**
 * Says what is unsent and what will happen to it; `undefined` if nothing is. Direct messages and transfers end with the program.
 * @param failed as returned by `watchFailed`; retried ones are ignored
 */
export function unsentWords(state: State, failed: ReadonlySet<string>): string | undefined {
  const isFailed = ({transferId, direction, status}: Transfer) =>
    direction === 'up' && status === 'failed' && failed.has(transferId);
  const files = [...filesUnderWay(state), ...Object.values(state.transferById).filter(isFailed)];
  const direct = files.filter(({roomId}) => isLocal(roomId)).length;
  const kept = [counted(unsentCount(state), 'message'), counted(files.length - direct, 'file')].flat();
  const words = [
    ...(kept.length === 0 ? [] : [`${kept.join(', ')}, kept for the next start`]),
    ...counted(direct, 'file').map(word => `${word} of a direct conversation, not kept`),
  ];
  return words.length === 0 ? undefined : words.join('; ');
}

const counted = (count: number, noun: string): string[] => (count === 0 ? [] : [plural(count, noun)]);
