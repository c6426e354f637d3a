/**
 * Re-exports the tar reader so that it can be imported lazily; a bundler resolves names of a CommonJS package only for static
 * imports.
 */
export {extract} from 'tar-stream';
