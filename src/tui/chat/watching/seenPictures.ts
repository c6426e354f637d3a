/** Prepares pictures for rooms on this screen: files on this machine, and small ones that are fetched without asking. */
import {pictureAtHand} from '../../../client/actions/preview.ts';
import type {Client} from '../../../client/client.ts';
import type {Transfer} from '../../../client/state/state.ts';
import {openRowPictures} from '../../pictures/rowPictures.ts';
import type {Screen} from '../../screenContext.ts';
import type {Store} from '../../store.ts';

/**
 * @param fetchedMax maximum size in bytes of a picture that is downloaded without asking
 * @returns a function that stops watching
 */
export function watchPictures(
  client: Client,
  store: Store,
  {depth, cellPictures: graphics}: NonNullable<Screen['picture']>,
  fetchedMax: number,
): () => void {
  const pictures = openRowPictures({
    depth,
    graphics,
    bytesOf: file => pictureAtHand(client, file, fetchedMax),
    decode: async work => (await import('../../pictures/decode.ts')).decode(work),
    onChanged: current => store.change({type: 'picturesChanged', pictures: current}),
  });
  store.change({type: 'picturesChanged', pictures: pictures.current});
  let before = client.getState().transferById;
  const stop = client.subscribe(() => {
    const now = client.getState().transferById;
    if (now === before) return;
    const isNew = ({transferId, status}: Transfer) => status === 'done' && before[transferId]?.status !== 'done';
    for (const one of Object.values(now)) if (isNew(one) && one.fileId !== undefined) pictures.renew(one.fileId);
    before = now;
  });
  return () => {
    stop();
    pictures.close();
  };
}
