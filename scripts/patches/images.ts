/**
 * Patches for decoders of pictures: each reads its WebAssembly from a file beside it, which a bundle does not have. Expected
 * upstream: an export that takes the module's bytes.
 */
import type {Patch} from '../patch.ts';

export const IMAGES: readonly Patch[] = [
  {kind: 'embedding', name: 'jpeg', module: '@cwasm/jpeg-turbo/index.js', file: 'jpeg-turbo.wasm'},
  {kind: 'embedding', name: 'png', module: '@cwasm/lodepng/index.js', file: 'lodepng.wasm'},
  {kind: 'embedding', name: 'webp', module: '@cwasm/webp/index.js', file: 'webp.wasm'},
];
