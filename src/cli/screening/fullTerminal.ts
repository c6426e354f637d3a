/** Takes the terminal for the full screen, and gives it back however the program ends. */
import {randomInt} from 'node:crypto';
import {ID_SPACES} from '../../tui/pictures/kittyCells.ts';
import {pictureFormFrom, rowFormFrom} from '../../tui/pictures/pictureForms.ts';
import {createCellPictures, type CellPictures} from '../../tui/pictures/cellPictures.ts';
import type {PictureForm} from '../../client/wording/screenChoices.ts';
import {backgroundFrom} from '../../tui/terminal/background.ts';
import {charsetFrom} from '../../tui/terminal/charset.ts';
import {createHyperlinks, hasHyperlinks} from '../../tui/terminal/hyperlinks.ts';
import {ESCAPE_MS, openTerminal, type Terminal} from '../../tui/terminal/terminal.ts';
import {addExitHook} from '../ending/exitHooks.ts';
import type {ColourDepth} from '../../tui/theme/colour.ts';
import {noticeFormFrom, type NoticeForm} from '../../tui/terminal/notices.ts';
import {multiplexerFrom} from '../../tui/terminal/multiplexer.ts';
import {isRemote} from '../desktop/programs.ts';
import type {Shell} from '../shell.ts';
import {onContinued, suspendProcess} from './suspend.ts';

export interface FullTerminal {
  terminal: Terminal;
  depth: ColourDepth;
  /** Charset of a terminal that is not UTF-8. */
  charsetName: string | undefined;
  /** Absent if pictures are switched off. */
  pictureForm: PictureForm | undefined;
  /** Absent if pictures between rows are half blocks. */
  cellPictures: CellPictures | undefined;
  /** Stops the process until it is continued; then calls `resume`. */
  suspend: (resume: () => void) => void;
  giveBack(): void;
}

/** Longer over ssh, because a sequence may be split over network packets. */
const ESCAPE_SSH_MS = 300;

export async function takeTerminal(shell: Shell): Promise<FullTerminal> {
  const {stdin, stdout, env} = shell;
  const {
    escapeWait = isRemote(env) ? ESCAPE_SSH_MS : ESCAPE_MS,
    links,
    notifications,
    images,
  } = await shell.clientSettings();
  // On Windows, the locale variables say nothing about the console.
  const charset = process.platform === 'win32' ? undefined : charsetFrom(env);
  const multiplexer = multiplexerFrom(env);
  const depth = depthOf(env, stdout.getColorDepth());
  // Charsets other than UTF-8 lack half blocks, so there are no pictures.
  const hasPictures = images !== 'off' && charset === undefined;
  const pictureForm = !hasPictures ? undefined : images === 'auto' ? pictureFormFrom(env, multiplexer) : images;
  const rowForm = hasPictures && images === 'auto' ? rowFormFrom(env, multiplexer) : pictureForm;
  const cellPictures =
    rowForm === undefined || rowForm === 'blocks'
      ? undefined
      : createCellPictures({form: rowForm, depth, multiplexer, idSpace: randomInt(1, ID_SPACES + 1)});
  const options = {
    escapeMs: escapeWait,
    background: backgroundFrom(env),
    charset,
    multiplexer,
    graphics: cellPictures,
    noticeForm:
      notifications === 'auto'
        ? noticeFormFrom(env)
        : notifications.startsWith('osc')
          ? (notifications as NoticeForm)
          : undefined,
    links: links === 'on' || (links !== 'off' && hasHyperlinks(env)) ? createHyperlinks() : undefined,
  };
  const terminal = openTerminal({stdin, stdout}, options);
  const forget = addExitHook(() => terminal.restore());
  const stopWatching = onContinued({
    onStop: () => terminal.release(),
    onContinue: () => terminal.retake(),
  });
  return {
    terminal,
    depth,
    charsetName: charset?.name,
    pictureForm,
    cellPictures,
    suspend: suspendProcess,
    giveBack() {
      stopWatching();
      terminal.restore();
      forget();
    },
  };
}

/** @param bits colour depth in bits as reported by Node */
function depthOf({NO_COLOR = ''}: Shell['env'], bits: number): ColourDepth {
  if (NO_COLOR !== '' || bits < 4) return 'none';
  return bits < 8 ? '16' : bits < 24 ? '256' : '24-bit';
}
