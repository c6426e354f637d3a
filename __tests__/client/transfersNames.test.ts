/** Names that other people give their files, and what they become on this machine. */
import {describe, expect, test} from '@jest/globals';
import fc from '../support/suite/property.ts';
import {numberedName, safeName} from '../../src/client/transfers/safeName.ts';

const ESC = '\u001b';

describe('B16 the name of a received file', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['Bericht für Jörg.txt', 'Bericht für Jörg.txt'],
    ['日本語.tar.gz', '日本語.tar.gz'],
    ['../x', 'x'],
    ['..\\x', 'x'],
    ['/etc/passwd', 'passwd'],
    ['C:x', 'C_x'],
    ['C:\\windows\\x.exe', 'x.exe'],
    ['~', '_'],
    ['.', 'file'],
    ['..', 'file'],
    ['', 'file'],
    ['   ', 'file'],
    ['/', 'file'],
    ['-rf', '_rf'],
    ['.bashrc', 'bashrc'],
    ['...hidden', 'hidden'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['COM¹.log', '_COM¹.log'],
    ['console.txt', 'console.txt'],
    ['a.txt.', 'a.txt'],
    ['a.txt ', 'a.txt'],
    ['x:y', 'x_y'],
    ['a\u0000b', 'a_b'],
    ['a\nb', 'a_b'],
    [`a${ESC}[2Jb`, 'a_[2Jb'],
    ['photo\u202egnp.exe', 'photo_gnp.exe'],
    ['ad\u200dmin.txt', 'ad_min.txt'],
    ['half\ud83d.txt', 'half_.txt'],
    ['what?*|<>".txt', 'what______.txt'],
    ['e\u0301.txt', '\u00e9.txt'],
  ])('%j is kept as %j', (foreign, kept) => {
    expect(safeName(foreign)).toBe(kept);
  });

  test('keeps its ending when it is too long, and is cut between characters', () => {
    const kept = safeName(`${'😀'.repeat(200)}.jpeg`);
    expect(kept.endsWith('.jpeg')).toBe(true);
    expect(kept.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(safeName('x'.repeat(4096)))).toBe(200);
    expect(Buffer.byteLength(safeName(`a.${'x'.repeat(4096)}`))).toBeLessThanOrEqual(200);
  });

  test('is safe whatever it was, and is not changed a second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({unit: 'binary', maxLength: 300}), fc.string({unit: 'grapheme'})), foreign => {
        const name = safeName(foreign);
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}<>:"|?*]|^[.\s~-]|[.\s]$|^$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(safeName(name)).toBe(name);
      }),
    );
  });

  test('gets a number before its ending when it is taken', () => {
    expect([0, 1, 2].map(number => numberedName('a.b.txt', number))).toEqual(['a.b.txt', 'a.b (1).txt', 'a.b (2).txt']);
    expect(numberedName('x.tar.gz', 1)).toBe('x (1).tar.gz');
    expect(numberedName('Makefile', 3)).toBe('Makefile (3)');
  });
});
