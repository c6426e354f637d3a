/**
 * Re-exports the upload library so that it can be imported lazily; a bundler resolves names of a CommonJS package only for
 * static imports.
 */
export {Upload} from 'tus-js-client';
