/** Shows a picture over the whole screen until the next key: a line of words, and below it what the terminal can draw. */
import {fetchPicture, previewFile} from '../../client/actions/preview.ts';
import {previewFacts, previewRows} from '../../client/transfers/preview/previewRows.ts';
import {fileSizeWords} from '../../client/wording/fileWords.ts';
import {titleOf} from '../../shared/bundle.ts';
import {ChatError} from '../../shared/errors.ts';
import type {FileView} from '../../shared/model.ts';
import {clipColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {openShow} from '../overlays.ts';
import {showOverlay} from '../overlaying/overlaying.ts';
import type {Screen} from '../screenContext.ts';
import {boxOf, writtenAs} from '../pictures/pictureForms.ts';

/** Rows that the picture cannot use: the words above, and a row below for the cursor. */
const OTHER_ROWS = 2;

/** Shows what a file is before it is downloaded; a picture is drawn if the terminal can. @throws ChatError */
export async function lookAtFile(screen: Screen, file: FileView): Promise<void> {
  const {client} = screen;
  const preview = await previewFile(client, file);
  const title = `${titleOf(file)} (${fileSizeWords(file)})`;
  const words = (more: readonly string[]) => showOverlay(screen, openShow(title, [...previewRows(preview), ...more]));
  if (preview.kind !== 'image' || screen.picture === undefined) return words([]);
  try {
    await showPicture(screen, file, `${title} · ${previewFacts(preview)} · any key comes back`);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    words([error.message]);
  }
}

async function showPicture(screen: Screen, file: FileView, words: string): Promise<void> {
  const {picture, client} = screen;
  if (picture === undefined) return;
  const {columns, rows} = screen.store.get().ui;
  const box = boxOf(picture.form, columns - 1, Math.max(1, rows - OTHER_ROWS));
  const bytes = await fetchPicture(client, file);
  const {decode} = await import('../pictures/decode.ts');
  const {pixels} = await decode({bytes, ...box});
  const written = writtenAs(picture.form, pixels, picture.depth);
  const line = screen.theme.dim(clipColumns(display(words, 'line'), columns - 1));
  if (!screen.showBare([line, ...written.rows], written))
    client.notify('info', 'The picture came while something else was on the screen; look at it once more to see it.');
}
