/** Types for the image decoders; their own need browser types, omggif has none. */
declare module '@cwasm/jpeg-turbo' {
  const decoder: {decode(bytes: Uint8Array): {width: number; height: number; data: Uint8ClampedArray}};
  export default decoder;
}
declare module '@cwasm/lodepng' {
  const decoder: {decode(bytes: Uint8Array): {width: number; height: number; data: Uint8ClampedArray}};
  export default decoder;
}
declare module '@cwasm/webp' {
  const decoder: {decode(bytes: Uint8Array): {width: number; height: number; data: Uint8ClampedArray}};
  export default decoder;
}
declare module 'omggif' {
  export class GifReader {
    constructor(bytes: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    frameInfo(frame: number): {x: number; y: number; width: number; height: number};
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  }
}
