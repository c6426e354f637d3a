/** Pictures of any kind on a disk: right ones of several sizes and forms, noise, and files that lie, are cut, or explode. */
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {halfPng, png} from './pngFile.ts';
import {seededRandom} from '../machine/faultProxy.ts';

const GIF =
  'R0lGODlhEAAIAIAAAP8AAAAA/yH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAAEAAIAAACE4RvoauIzNyBSyYaLMDZcv15WAEAOw==';

function noisy(width: number, height: number): Uint8Array {
  const random = seededRandom(2);
  const row = () => [0, ...Array.from({length: width * 3}, () => Math.floor(random() * 256))];
  return png(width, height, Uint8Array.from(Array.from({length: height}, row).flat()));
}

/** @returns paths in this folder */
export async function pictureFiles(folder: string): Promise<string[]> {
  await mkdir(folder, {recursive: true});
  const lying = Uint8Array.from(halfPng(16, 8));
  new DataView(lying.buffer).setUint32(16, 65_000);
  const files: Record<string, Uint8Array> = {
    'small.png': halfPng(16, 8),
    'wide.png': halfPng(600, 20),
    'tall.png': halfPng(20, 400),
    'large.png': halfPng(480, 192),
    'noise.png': noisy(160, 120),
    'moving.gif': Buffer.from(GIF, 'base64'),
    'cut.png': halfPng(96, 64).subarray(0, 60),
    'lying.png': lying,
    'exploding.png': png(4, 2, Buffer.alloc(20_000_000)),
    'thin.png': png(50_000, 1, Buffer.alloc(150_001)),
    'none.jpg': Buffer.from('\u001B_Ga=d\u001B\\ no picture'),
    'empty.webp': new Uint8Array(),
  };
  return Promise.all(
    Object.entries(files).map(async ([name, bytes]) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return path;
    }),
  );
}
