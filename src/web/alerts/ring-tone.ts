import { createSetting } from '../shell/setting.ts';

/** A small tone while the phone rings, made here: off until someone wants it. */
export const toneSetting = createSetting('ringside.tone', 'off');

const everyMs = 2_500;

function createRingTone() {
  let audio: AudioContext | null = null;
  let timer: number | undefined;

  function chime(): void {
    audio ??= new AudioContext();
    // Suspended until the person has touched the page; then it is simply silent.
    void audio.resume();
    note(audio, 660, 0);
    note(audio, 880, 0.16);
  }

  return {
    play(on: boolean): void {
      const loud = on && toneSetting.get() === 'on';
      if (loud && timer === undefined) {
        chime();
        timer = window.setInterval(chime, everyMs);
      } else if (!loud) {
        window.clearInterval(timer);
        timer = undefined;
      }
    },
    /** From the click that turns it on: lets the browser play, and lets the person hear it. */
    sample: chime,
  };
}

function note(audio: AudioContext, hertz: number, afterSeconds: number): void {
  const start = audio.currentTime + afterSeconds;
  const tone = new OscillatorNode(audio, { frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.55);
}

export const ringTone = createRingTone();
