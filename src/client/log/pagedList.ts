/** Iterates over a paged list, and gives up on a server whose pages never end. */
import {ChatError} from '../../shared/errors.ts';

/** With the largest pages, two million rows. */
const PAGES_MAX = 10_000;

/**
 * @param ask requests the page after a mark; without one, the first page
 * @param markOf returns the mark after a page
 * @throws bad-answer
 */
export async function* pagesOf<Page extends {hasMore: boolean}, Mark extends string | number>(
  ask: (mark: Mark | undefined) => Promise<Page>,
  markOf: (page: Page) => Mark | undefined,
): AsyncGenerator<Page, void, undefined> {
  let mark: Mark | undefined;
  for (let count = 0; count < PAGES_MAX; count++) {
    const page = await ask(mark);
    yield page;
    const next = markOf(page);
    if (!page.hasMore || next === undefined) return;
    if (next === mark) break;
    mark = next;
  }
  throw new ChatError('bad-answer', 'a list without an end');
}
