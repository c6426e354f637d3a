/** Lists the members of a room from the server, because the list in the state may be outdated. */
import {FIXED_LIMITS} from '../../shared/limits.ts';
import type {Result} from '../../shared/protocol.ts';
import type {Core} from '../core/core.ts';

/** Yields the members one after the other, by name; the caller may stop early. @throws errors of the request */
export async function* eachMemberOnServer(
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
    // Names are ascending: a page that does not continue after the last name is the last page.
    if (!page.hasMore || last === undefined || last <= (afterName ?? '')) return;
    afterName = last;
  }
}

/** Maximum number of names: no encrypted room has more. */
const NAMES_MAX = 2_000;

/** @throws errors of the request */
export async function memberNamesOnServer(client: Pick<Core, 'line'>, roomId: number): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const {name} of eachMemberOnServer(client, roomId)) if (names.add(name).size >= NAMES_MAX) break;
  return names;
}
