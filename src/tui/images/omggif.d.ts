/** What is used of `omggif`, which has no types of its own. */
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
