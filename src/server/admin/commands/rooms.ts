/** Rooms with their members and sizes. */
import {pageOf, type AdminBody} from '../body.ts';

export const rooms: AdminBody<'rooms'> = async ({store}, asked) => {
  const [name = '', roomId = ''] = (asked.after ?? '').split(' ');
  const after = asked.after === undefined ? {} : {after: {name, roomId: Number(roomId) || 0}};
  const found = await store.roomOverview({userId: asked.by.userId, ...after, limit: asked.limit + 1});
  return pageOf<'rooms', (typeof found)[number]>(
    found,
    asked,
    ({name: one, lastSeq: entries, roomId: _roomId, ...rest}) => ({...rest, room: `#${one}`, entries}),
    last => `${last.name} ${last.roomId}`,
  );
};
