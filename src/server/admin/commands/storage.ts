/** Disk usage by person. */
import {pageOf, type AdminBody} from '../body.ts';

export const storage: AdminBody<'storage'> = async ({store}, asked) => {
  const from = Math.max(0, Number(asked.after) || 0);
  const found = await store.usageOverview({from, limit: asked.limit + 1});
  return pageOf<'storage', (typeof found)[number]>(
    found,
    asked,
    one => one,
    () => String(from + asked.limit),
  );
};
