import type { Scenario } from './cast.ts';
import { contaqtScenarios, type ContaqtScenario } from './scenarios/contaqt.ts';
import { linuxboxScenarios, type LinuxboxScenario } from './scenarios/linuxbox.ts';

/** Realistic calls as each PBX tells them, by dialect and name. Pure: all that varies is in the cast. */
export const scenarios: {
  readonly linuxbox: Readonly<Record<LinuxboxScenario, Scenario>>;
  readonly contaqt: Readonly<Record<ContaqtScenario, Scenario>>;
} = { linuxbox: linuxboxScenarios, contaqt: contaqtScenarios };
