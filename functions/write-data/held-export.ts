// An export in the hands of one run: how far it is can be saved only while no other run has taken it over.
import type { ExportState, RunningExport } from '../store/data-out/export-state.ts';

/** Another run has gone on with the export: what this one has not saved does not count. */
export class ExportTakenOver extends Error {
  override readonly name = 'ExportTakenOver';
}

/** No run takes an export over for so long after it was saved: longer than a run lasts that Lambda ends after 15 minutes. */
export const HELD_MS = 16 * 60_000;

export class HeldExport {
  readonly #write: (state: ExportState) => Promise<ExportState | undefined>;
  readonly #now: () => number;
  #state: ExportState;
  #running: RunningExport;

  private constructor(
    { writeState, now }: Pick<HeldBy, 'writeState' | 'now'>,
    state: ExportState,
    running: RunningExport,
  ) {
    this.#write = writeState;
    this.#now = now;
    this.#state = state;
    this.#running = running;
  }

  /** Undefined where another run was there first. */
  static async take(by: HeldBy, state: ExportState, running: RunningExport): Promise<HeldExport | undefined> {
    const held = { ...running, until: by.now() + HELD_MS };
    const written = await by.writeState({ ...state, running: held });
    return written && new HeldExport(by, written, held);
  }

  get running(): RunningExport {
    return this.#running;
  }

  /**
   * Before a file is written: a run that was stopped for long, as on a laptop that slept, must not write to what readers may see by now.
   * @throws ExportTakenOver
   */
  assertHeld(): void {
    if (this.#now() >= this.#running.until) throw new ExportTakenOver('the export was held for too long');
  }

  /** @throws ExportTakenOver */
  async save(running: RunningExport): Promise<void> {
    this.#running = { ...running, until: this.#now() + HELD_MS };
    await this.#put({ ...this.#state, running: this.#running });
  }

  /** The next run may go on with it at once. @throws ExportTakenOver */
  async letGo(): Promise<void> {
    await this.#put({ ...this.#state, running: { ...this.#running, until: 0 } });
  }

  /** Readers see it from now on. @throws ExportTakenOver */
  async end(left: RunningExport['place']): Promise<void> {
    const { version } = this.#state;
    const { period, place } = this.#running;
    await this.#put({ version, period, shown: { place, since: this.#now() }, left });
  }

  async #put(state: ExportState): Promise<void> {
    const written = await this.#write(state);
    if (written === undefined) throw new ExportTakenOver('another run has gone on with the export');
    this.#state = written;
  }
}

export type HeldBy = {
  readonly writeState: (state: ExportState) => Promise<ExportState | undefined>;
  /** ms since the epoch. */
  readonly now: () => number;
};
