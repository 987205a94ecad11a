import type { Figure } from '../report/figure.ts';
import { ack } from './ack.ts';
import { indexFigure } from './index-lookups.ts';
import { pop } from './pop.ts';
import type { Settings } from './settings.ts';
import { sizeFigure } from './size.ts';
import { streamsFigure } from './streams.ts';

/** Everything that is measured, in the order of docs/benchmarks.md. */
export const figures = {
  ack,
  pop,
  streams: streamsFigure,
  index: indexFigure,
  size: sizeFigure,
} satisfies Record<string, (settings: Settings) => Promise<Figure>>;

export const isFigure = (name: string): name is keyof typeof figures => Object.hasOwn(figures, name);
