/** Files on the disk, largest first, and their deletion. */
import {ChatError} from '../../../shared/errors.ts';
import {pageOf, type AdminBody} from '../body.ts';
import {deleteFile} from '../../moderation/kicksAndRoles.ts';

export const files: AdminBody<'files'> = async ({store}, asked) => {
  const [sizeBytes = '', fileId = ''] = (asked.after ?? '').split(' ');
  const from = asked.after === undefined ? {} : {after: {sizeBytes: Number(sizeBytes) || 0, fileId}};
  const found = await store.fileLargest({userId: asked.by.userId, ...from, limit: asked.limit + 1});
  return pageOf<'files', (typeof found)[number]>(
    found,
    asked,
    ({senderName: sender, ...file}) => ({...file, sender}),
    last => `${last.sizeBytes} ${last.fileId}`,
  );
};

export const remove: AdminBody<'delete'> = async (server, {by, args: {fileIds}}) => {
  const told: string[] = [];
  for (const fileId of fileIds) {
    await deleteFile(server, {by, fileId}).catch((error: unknown) => {
      // The error also says how many files were deleted before it.
      if (told.length === 0 || !(error instanceof ChatError)) throw error;
      throw new ChatError(error.code, `${error.detail}; deleted: ${told.length}`);
    });
    told.push(`Deleted ${fileId}.`);
  }
  return {rows: fileIds.map(fileId => ({fileId, state: 'cancelled'})), told};
};
