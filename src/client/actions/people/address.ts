/** Whether somebody may learn this machine's network address: asked once, kept for this account on this machine. */
import type {Client} from '../../client.ts';

export async function answerAddress(client: Client, name: string, isShared: boolean): Promise<void> {
  try {
    await client.permissions.change(name, {direct: isShared ? 'always' : 'never'});
  } finally {
    client.dispatch({type: 'addressAnswered', name, isShared});
  }
}
