/** Opens the session on a new connection, or decides how the connection ends. */
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {isOnline} from '../state/selectors.ts';

/**
 * @returns whether it is open; if not, the line was ended, or is tried again, with the reason @throws what is refused for now
 * while one is open: the line does without a new one
 */
export async function openServerSession(client: Core): Promise<boolean> {
  const isOpen = isOnline(client.getState());
  try {
    const opened = await client.request('sessionOpen', {});
    client.dispatch({type: 'sessionOpened', ...opened});
    return true;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const {code, detail, canRetry} = error;
    // A line that is gone looks after itself.
    if (code === 'disconnected') return false;
    if (code === 'not-signed-in') client.line.end('session-expired', '');
    else if (canRetry && isOpen) throw error;
    else if (canRetry) client.line.retry(code, detail);
    else client.line.end(code, detail);
    return false;
  }
}
