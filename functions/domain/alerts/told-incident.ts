// An incident as others are told of it.
import type { Payload } from '../tell/payload.ts';
import type { AlertConfig } from './alert-config.ts';
import type { FigureState, Incident } from './watch.ts';

/** The incident of a figure that began on a day; undefined where it is no longer kept. */
export function incidentOf({ running, incidents }: FigureState, began: string): Incident | undefined {
  return [...(running === undefined ? [] : [running]), ...incidents].find((one) => one.began === began);
}

export type ToldIncident = {
  readonly alert: AlertConfig;
  /** Of a source: which. */
  readonly value: string;
  readonly incident: Incident;
  readonly phase: 'began' | 'ended';
};

/** @param id of the incident, @param time at which it was found, ms since the epoch, @param url where it is shown */
export function alertPayload(
  { alert, value, incident, phase }: ToldIncident,
  id: string,
  time: number,
  url: string,
): Payload {
  const { side, since, began, ended, atStart, sums } = incident;
  const { count, expected, of } = phase === 'began' ? atStart : sums;
  return {
    type: phase === 'began' ? 'alert.began' : 'alert.ended',
    timestamp: new Date(time).toISOString(),
    data: {
      incident: id,
      alert: alert.id,
      watch: alert.watch,
      funnel: alert.funnel,
      ...(alert.watch === 'conversion' ? { stage: alert.stage, withinDays: alert.withinDays } : {}),
      ...(alert.watch === 'source' ? { by: alert.by, value } : {}),
      side,
      since,
      began,
      count,
      ...(of === undefined ? {} : { of }),
      expected: Math.round(expected * 10) / 10,
      ...(phase === 'ended' && ended !== undefined ? { ended: ended.day, why: ended.why } : {}),
      url,
    },
  };
}
