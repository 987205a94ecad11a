import { readFileSync } from 'node:fs';

// Loaded before a process (`node --import`): its wall clock goes wrong by as many ms as the file named by DRILL_CLOCK
// says, from one moment to the next, as when somebody sets it. Timers and `performance.now()` go on as they do then.
const file = process.env['DRILL_CLOCK'];
const RealDate = Date;
let offset = 0;

function look() {
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // It is being written just now.
  }
}

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }
  static now() {
    return RealDate.now() + offset;
  }
};

if (file !== undefined) {
  look();
  setInterval(look, 20).unref();
}
