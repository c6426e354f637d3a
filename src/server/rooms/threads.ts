/** People hear of the threads that they follow, on all of their devices. */
import type {ServerContext} from '../context.ts';

/** Those who follow a thread from now on, as far as they are here. */
export async function tellFollowers(
  {connections, store}: Pick<ServerContext, 'connections' | 'store'>,
  {roomId, seq, followers}: {roomId: number; seq: number; followers: readonly number[]},
): Promise<void> {
  for (const userId of followers) {
    if (connections.of(userId).length === 0) continue;
    const thread = await store.followShow({userId, roomId, seq});
    if (thread !== undefined) connections.tell(userId, 'threadChanged', {thread});
  }
}
