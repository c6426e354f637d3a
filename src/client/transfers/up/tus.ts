/**
 * The upload library behind a name of our own, so that it can be loaded by the first upload: a bundler hands out a CommonJS
 * package's names only to a static import.
 */
export {Upload} from 'tus-js-client';
