/** Opens the session on a new connection, or decides how the connection ends. */
import {within} from '../../shared/bounds/within.ts';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {isOnline} from '../state/selectors.ts';

/** How long a session waits for the history stored on this machine, in milliseconds. */
const RECALL_MS_MAX = 5_000;

/**
 * @returns true when the session is open; otherwise the connection was ended or is retried.
 * @throws temporary refusals while a session is already open: the connection is kept
 */
export async function openServerSession(client: Core): Promise<boolean> {
  // Read positions that were set here without the server must be in the state before the server's are. Not meanwhile: events may
  // follow the answer at once.
  await within(RECALL_MS_MAX, client.history.recalled());
  const isOpen = isOnline(client.getState());
  try {
    const opened = await client.request('sessionOpen', {});
    client.dispatch({type: 'sessionOpened', ...opened});
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const {code, detail, canRetry} = error;
    // The connection is gone: it reconnects by itself.
    if (code === 'disconnected') return false;
    if (code === 'not-signed-in') client.line.end('session-expired', '');
    else if (canRetry && isOpen) throw error;
    else if (canRetry) client.line.retry(code, detail);
    else client.line.end(code, detail);
    return false;
  }
}
