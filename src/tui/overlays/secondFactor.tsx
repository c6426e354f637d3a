/** `/second-factor`: sets up or ends a second factor. */
import {Lines} from './parts/lines.tsx';
import {openOverlay, type Overlay, type OverlayKind} from '../overlay.ts';
import {askPassword, onFactorAnswer, onFactorKey, type FactorStep, type SetUp} from '../factor/setUp.ts';
import {setUpHint, roomOf, setUpRows, titleOf} from '../factor/setUpRows.ts';

const taken = ({setUp, effect}: FactorStep) => ({
  ...(setUp !== undefined && {inner: setUp}),
  ...(effect !== undefined && {effects: [{type: 'secondFactor' as const, effect}]}),
});

const secondFactorKind: OverlayKind<SetUp> = {
  name: 'secondFactor',
  title: titleOf,
  hint: setUpHint,
  wanted: roomOf,
  on(setUp, event) {
    if (event.type === 'factorAnswered') return taken(onFactorAnswer(setUp, event.answer));
    return event.type === 'key' ? taken(onFactorKey(setUp, event.key)) : {inner: setUp};
  },
  draw: (setUp, {theme}, size) => <Lines lines={setUpRows(setUp, theme, size)} size={size} />,
};

/** @param ends true to remove the second factor, false to set one up */
export const openSecondFactor = (ends: boolean): Overlay => openOverlay(secondFactorKind, askPassword(ends));
