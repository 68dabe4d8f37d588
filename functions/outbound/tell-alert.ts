// Tells of an incident of a watched figure: a webhook, or people by mail, each of them once.
import { alertPayload, incidentOf, type ToldIncident } from '../domain/alerts/told-incident.ts';
import type { FigureState } from '../domain/alerts/watch.ts';
import type { Payload } from '../domain/tell/payload.ts';
import { alertMail } from '../pages/alerts/alert-mail.ts';
import type { FigureName } from '../store/alerts/figure-states.ts';
import { incidentId, type Note } from '../store/outbox/outbox.ts';
import type { Delivery } from './deliver.ts';
import type { NotifyDeps } from './notify.ts';

export type TellAlertDeps = Pick<NotifyDeps, 'config' | 'apiUrl' | 'send' | 'hasMarker' | 'writeMarker'> & {
  readonly readFigure: (name: FigureName) => Promise<FigureState | undefined>;
};

export async function payloadOfAlert(deps: TellAlertDeps, note: Note): Promise<Payload | undefined> {
  const told = await read(deps, note);
  if (told === undefined || note.alert === undefined) return undefined;
  return alertPayload(told, incidentId(note.alert), note.time, reportsUrl(deps));
}

export async function mailAlert(
  deps: TellAlertDeps,
  note: Note,
  to: readonly string[],
  isReplay: boolean,
): Promise<Delivery> {
  const told = await read(deps, note);
  if (told === undefined) return 'dropped';
  const mail = alertMail(told, deps.config, reportsUrl(deps));
  for (const recipient of to) {
    if (!isReplay && (await deps.hasMarker(note.id, recipient))) continue;
    const sending = await deps.send({ ...mail, to: recipient });
    if (sending.outcome !== 'sent') throw sending.error;
    await deps.writeMarker(note.id, recipient);
  }
  return 'delivered';
}

/** Undefined where the alert was taken out of the configuration, or the incident is no longer kept. */
async function read(deps: TellAlertDeps, { alert: of }: Note): Promise<ToldIncident | undefined> {
  const alert = (deps.config.alerts ?? []).find(({ id }) => id === of?.id);
  if (alert === undefined || of === undefined) return undefined;
  const state = await deps.readFigure({ alert: of.id, value: of.value });
  const incident = state && incidentOf(state, of.began);
  return incident && { alert, value: of.value, incident, phase: of.phase };
}

function reportsUrl({ apiUrl }: Pick<TellAlertDeps, 'apiUrl'>): string {
  return `${apiUrl}/reports`;
}
