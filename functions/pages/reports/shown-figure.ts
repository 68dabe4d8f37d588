// A watched figure as the page of all funnels shows it, and as its data has it.
import type { AlertConfig } from '../../domain/alerts/alert-config.ts';
import type { FigureState, Incident } from '../../domain/alerts/watch.ts';
import type { KnownFigure } from '../../store/alerts/figure-states.ts';
import { incidentId } from '../../store/outbox/outbox.ts';

export type ShownFigure = {
  readonly alert: AlertConfig;
  /** Of a source: which; elsewhere empty. */
  readonly value: string;
  /** Absent before the first day is judged. */
  readonly state?: FigureState;
};

/** In the order of the configuration. Of a source those of its values that were judged with the latest day of any. */
export function shownFigures(
  alerts: readonly AlertConfig[],
  known: readonly KnownFigure[],
): readonly ShownFigure[] {
  return alerts.flatMap((alert): readonly ShownFigure[] => {
    const own = known.filter((figure) => figure.alert === alert.id);
    const latest = own.reduce((day, { state }) => (state.through > day ? state.through : day), '');
    const shown = own.filter(({ state }) => state.through === latest || state.running !== undefined);
    return shown.length === 0
      ? [{ alert, value: '' }]
      : shown.map(({ value, state }) => ({ alert, value, state }));
  });
}

/** What the data of the page says of it. */
export function figureData({ alert: { to: _, ...alert }, value, state }: ShownFigure): object {
  const of = alert.watch === 'source' ? { value } : {};
  if (state === undefined) return { ...alert, ...of, through: null, last: null, incidents: [] };
  const { through, last, running, incidents } = state;
  return {
    ...alert,
    ...of,
    through,
    last,
    incidents: [...(running === undefined ? [] : [running]), ...incidents].map((incident) =>
      incidentData(alert.id, value, incident),
    ),
  };
}

function incidentData(id: string, value: string, { side, since, began, sums, ended }: Incident): object {
  const incident = incidentId({ id, value, began });
  return { incident, side, since, began, ...sums, ended: ended ?? null };
}
