/**
 * Random keys, clicks, pastes, sizes and hostile messages against the full screen: it stands, and what was typed is what is in
 * the composer.
 */
import {describe, expect, test} from '@jest/globals';
import {storm} from '../../faults/storm/storm.ts';
import {pick} from '../../faults/fuzz/mutate.ts';
import {sendFiles} from '../../src/client/actions/transfer.ts';
import {PICTURE_FORMS, type PictureForm} from '../../src/client/wording/screenChoices.ts';
import {createCellPictures} from '../../src/tui/pictures/cellPictures.ts';
import {member, temporaryFolder} from '../client/support/member.ts';
import {pictureFiles} from '../support/stored/pictureFiles.ts';
import {seededRandom} from '../support/machine/faultProxy.ts';
import {pilot} from '../support/screen/pilot.ts';
import {world} from '../support/world.ts';

/** The long form sets both. */
const STEPS = Number(process.env.CHAT_TUI_STORM_STEPS ?? 125);
const SEED = Number(process.env.CHAT_TUI_STORM_SEED ?? 1);

const pictures = (pictureForm: PictureForm) => ({
  pictureForm,
  pictureBytesMax: 256 * 1_024,
  ...(pictureForm !== 'blocks' && {
    cellPictures: createCellPictures({form: pictureForm, depth: '256', multiplexer: undefined, idSpace: 7}),
  }),
});

describe('a storm', () => {
  test(
    'leaves the screen whole',
    async () => {
      const made = await world();
      const mallory = await made.person('mallory');
      const eve = await member(made.url, 'eve');
      await eve.client.request('roomCreate', {name: 'other', isPrivate: false});
      const painter = await member(made.url, 'painter');
      const files = await pictureFiles(await temporaryFolder());
      const random = seededRandom(SEED);
      const sendPicture = async () => sendFiles(painter.client, {paths: [pick(random, files)], roomId: made.lobby});
      const open = () =>
        pilot(eve.client, {columns: 100, rows: 30, hasMouse: true, ...pictures(pick(random, PICTURE_FORMS))});
      const found = await storm({made, mallory, sendPicture, open, random}, STEPS);
      expect({seed: SEED, violations: found.violations}).toEqual({seed: SEED, violations: []});
      expect(found.checks).toBeGreaterThan(STEPS / 30);
      expect(found.pictures).toBeGreaterThan(0);
    },
    60_000 + STEPS * 200,
  );
});
