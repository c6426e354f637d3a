/** Pages of lists: one row more is read than shown, to know whether there are more. */

const PAGE_SIZE = 50;

export interface Page<Row> {
  rows: Row[];
  hasMore: boolean;
}

export async function readPage<Row>(
  limit: number | undefined,
  read: (limit: number) => Promise<Row[]>,
): Promise<Page<Row>> {
  const size = limit ?? PAGE_SIZE;
  const rows = await read(size + 1);
  return {rows: rows.slice(0, size), hasMore: rows.length > size};
}

export const pageSize = (limit: number | undefined): number => limit ?? PAGE_SIZE;
