/** What a pane is: a name, a heading, and a component that fills a box. */
import type {ComponentType} from 'react';
import type {Box, PaneName} from './layout/layout.ts';

export interface Pane {
  name: PaneName;
  View: ComponentType<{box: Box}>;
}
