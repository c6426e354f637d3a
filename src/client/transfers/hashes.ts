/** What files hash to, as their senders said it: of the newest ones, so that a long run does not grow. */

/** So many files may be completed while a download of one of them begins. */
const HASHES_MAX = 1_000;

export function createHashes(): Pick<Map<string, string>, 'get' | 'set'> {
  const hashes = new Map<string, string>();
  return {
    get: fileId => hashes.get(fileId),
    set(fileId, sha256) {
      const [oldest] = hashes.keys();
      if (oldest !== undefined && hashes.size >= HASHES_MAX) hashes.delete(oldest);
      return hashes.set(fileId, sha256);
    },
  };
}
