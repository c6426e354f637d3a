/** HTTP paths of a server, besides socket.io's. */

/**
 * Bytes of a file: `PATCH`/`HEAD` by tus 1.0 and `GET` with `Range`, under this path plus the file id, with `Authorization:
 * Bearer TOKEN`.
 */
export const FILES_PATH = '/files/';
/** `GET` answers `{"ok":true,"programVersion":…}` while the server runs. */
export const HEALTH_PATH = '/health';
