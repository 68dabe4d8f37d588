// Targets: where each message goes, by the configuration.
import type { Config, FormConfig, WebhookConfig } from '../config/config.ts';
import type { Definition } from '../funnel/funnel.ts';
import { activeSequences } from '../nurture/enterings.ts';
import type { WebhookKind } from './message.ts';
import type { Telling } from './messages-of.ts';

/** The receiver of a webhook by its address, people by mail, the lead itself, or imbuto, of what it counts of another lead. */
export type Target =
  | { readonly webhook: string }
  | { readonly mail: readonly string[] }
  | { readonly lead: true }
  | { readonly own: true };

/** Of a message, what decides where it goes. */
type Told = {
  readonly kind: WebhookKind | 'waiting' | 'nurture' | 'referral';
  readonly form?: string;
  readonly funnel?: string;
  readonly alert?: { readonly id: string };
};

export function targetsOf(config: Config, told: Told): readonly Target[] {
  if (told.kind === 'referral') return config.share === undefined ? [] : [{ own: true }];
  const mail = mailedTo(config, told);
  return [
    ...(config.webhooks ?? []).flatMap((webhook) =>
      isWanted(webhook, told) ? [{ webhook: webhook.url }] : [],
    ),
    ...(mail.length === 0 ? [] : [{ mail }]),
    ...(isForLead(config, told) ? [{ lead: true } as const] : []),
  ];
}

function isWanted({ on, funnels }: WebhookConfig, { kind, funnel }: Told): boolean {
  if (kind === 'waiting' || kind === 'nurture' || kind === 'referral' || !on.includes(kind)) return false;
  return funnel === undefined || funnels === undefined || funnels.includes(funnel);
}

function mailedTo(
  { forms, funnels, alerts = [] }: Config,
  { kind, form, funnel, alert }: Told,
): readonly string[] {
  if (kind === 'alert') return alerts.find(({ id }) => id === alert?.id)?.to ?? [];
  if (kind === 'form') return forms.find(({ id }) => id === form)?.notify ?? [];
  return kind === 'handOff' ? (funnels.find(({ id }) => id === funnel)?.handOff?.notify ?? []) : [];
}

function isForLead({ forms, mail }: Config, { kind, form }: Told): boolean {
  if (mail === undefined) return false;
  const own = kind === 'form' ? forms.find(({ id }) => id === form) : undefined;
  return kind === 'waiting' || kind === 'nurture' || own?.reply !== undefined || own?.delivers !== undefined;
}

/** Whether leads themselves get mail. */
export function isMailingLeads({ forms, mail, nurture = [] }: Config): boolean {
  return mail !== undefined && (nurture.length > 0 || isMailingForms({ forms, mail }));
}

function isMailingForms({ forms, mail }: Pick<Config, 'forms' | 'mail'>): boolean {
  return mail !== undefined && forms.some((form) => form.doubleOptIn || isGiving(form));
}

/** Whether a form gives something by its thank-you page, as there is no mail. */
export function isGivingOnPage({ forms, mail }: Config): boolean {
  return mail === undefined && forms.some(isGiving);
}

function isGiving({ reply, delivers }: FormConfig): boolean {
  return reply !== undefined || delivers !== undefined;
}

/** Whether anybody is told by mail. */
export function isNotifying(config: Config): boolean {
  return isNotifyingOfLeads(config) || (config.alerts ?? []).some(({ to }) => to.length > 0);
}

function isNotifyingOfLeads({ forms, funnels }: Config): boolean {
  return (
    forms.some(({ notify = [] }) => notify.length > 0) ||
    funnels.some(({ handOff }) => (handOff?.notify ?? []).length > 0)
  );
}

/** Whether people or programs are told of hand-offs: they can answer then. */
export function isTellingHandOffs({ funnels, webhooks = [] }: Config): boolean {
  return funnels.some(
    ({ id, handOff }) =>
      handOff !== undefined &&
      ((handOff.notify ?? []).length > 0 ||
        webhooks.some((webhook) => isWanted(webhook, { kind: 'handOff', funnel: id }))),
  );
}

/** Whether anything is ever told; where not, nothing of it is deployed, and nothing is looked for. */
export function isTelling(config: Config): boolean {
  return (
    (config.webhooks ?? []).length > 0 ||
    isNotifying(config) ||
    isMailingLeads(config) ||
    config.share !== undefined
  );
}

/** Whether anything of it is of leads; else the worker looks for nothing. */
function isTellingOfLeads(config: Config): boolean {
  const { webhooks = [] } = config;
  const ofLeads = webhooks.some(({ on }) => on.some((kind) => kind !== 'alert'));
  return ofLeads || isNotifyingOfLeads(config) || isMailingLeads(config) || config.share !== undefined;
}

/**
 * What is to be looked for; undefined where nothing is to be told.
 * @param active the definitions that reports show
 */
export function tellingOf(config: Config, active: readonly Definition[]): Telling | undefined {
  if (!isTellingOfLeads(config)) return undefined;
  const { webhooks = [], forms, funnels, nurture = [] } = config;
  const sequences = activeSequences(nurture, active);
  const ofFunnels = webhooks.filter(({ on }) => on.includes('stage') || on.includes('handOff'));
  const isOf = (id: string): boolean =>
    ofFunnels.some((webhook) => webhook.funnels?.includes(id) ?? true) ||
    (funnels.find((funnel) => funnel.id === id)?.handOff?.notify ?? []).length > 0;
  return {
    definitions: active.filter(({ funnel }) => isOf(funnel.id)),
    events:
      webhooks.some(({ on }) => on.includes('form') || on.includes('order')) ||
      forms.some(({ notify = [] }) => notify.length > 0) ||
      isMailingForms(config),
    ...(sequences.length > 0 && { sequences }),
    ...(config.share !== undefined && { referrals: true as const }),
  };
}
