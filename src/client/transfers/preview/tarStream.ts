/**
 * The reader of tar streams behind a name of our own, so that it is loaded where a compressed archive is looked into: a bundler
 * hands out a CommonJS package's names only to a static import.
 */
export {extract} from 'tar-stream';
