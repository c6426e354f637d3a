/** Who is in a room as the server says now: asked for anew, because what was told before may have changed unheard. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';

/** One after the other, in order; whoever has enough stops. @throws what asking throws */
export async function* membersOf(
  client: Pick<Core, 'line'>,
  roomId: number,
): AsyncGenerator<Result<'memberList'>['members'][number]> {
  for (let afterName: string | undefined; ;) {
    const page = await client.line.request('memberList', {
      roomId,
      limit: FIXED_LIMITS.pageSizeMax,
      ...(afterName !== undefined && {afterName}),
    });
    yield* page.members;
    const last = page.members.at(-1)?.name;
    // Names come in order: a page that does not go on is the last one.
    if (!page.hasMore || last === undefined || last <= (afterName ?? '')) return;
    afterName = last;
  }
}

/** More are in no encrypted room. */
const NAMES_MAX = 2_000;

/** @throws what asking throws */
export async function namesIn(client: Pick<Core, 'line'>, roomId: number): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const {name} of membersOf(client, roomId)) if (names.add(name).size >= NAMES_MAX) break;
  return names;
}
