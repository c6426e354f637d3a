/**
 * Asks V8 for a full garbage collection that also returns memory to the system. `--expose-gc` would have to be set at the start
 * of the process, so the request goes through Node's inspector, in this process and without a port.
 */

/** Blocks the thread for some 40 ms, and more with a large heap. Rejects in a Node that was built without the inspector. */
export async function collectGarbage(): Promise<void> {
  const {Session} = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
