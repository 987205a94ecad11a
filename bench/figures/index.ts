import type { Figure } from '../report/figure.ts';
import { ack } from './ack.ts';
import { crmCold } from './crm-cold.ts';
import { crmCost } from './crm-cost.ts';
import { crmHardTimes } from './crm-hard-times.ts';
import { crmMirror } from './crm-mirror.ts';
import { growth } from './growth.ts';
import { indexFigure } from './index-lookups.ts';
import { paint } from './paint.ts';
import { pop } from './pop.ts';
import { scaled } from './scaled.ts';
import type { Settings } from './settings.ts';
import { sizeFigure } from './size.ts';
import { streamsFigure } from './streams.ts';

/** Everything that is measured, in the order of docs/benchmarks.md. */
export const figures = {
  ack,
  pop,
  paint,
  streams: streamsFigure,
  index: indexFigure,
  size: sizeFigure,
  scaled,
  growth,
  'crm-cost': crmCost,
  'crm-cold': crmCold,
  'crm-hard-times': crmHardTimes,
  'crm-mirror': crmMirror,
} satisfies Record<string, (settings: Settings) => Promise<Figure | null>>;

export const isFigure = (name: string): name is keyof typeof figures => Object.hasOwn(figures, name);
